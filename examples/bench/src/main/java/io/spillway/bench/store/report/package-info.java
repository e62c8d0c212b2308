/** What the numbers say: medians, ratios, and which bars are kept. */
package io.spillway.bench.store.report;
