/** Watches a job's output from outside of it, and says what was missing and what came twice. */
package io.spillway.bench.measure;
