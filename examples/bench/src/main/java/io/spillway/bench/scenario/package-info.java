/** What happens to a cluster, again and again, and what it costs each time. */
package io.spillway.bench.scenario;
