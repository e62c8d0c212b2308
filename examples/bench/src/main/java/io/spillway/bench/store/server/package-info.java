/** What is measured against: a server of the benchmark's own, or one that is there already. */
package io.spillway.bench.store.server;
