/** The results as a table and as JSON. */
package io.spillway.bench.report;
