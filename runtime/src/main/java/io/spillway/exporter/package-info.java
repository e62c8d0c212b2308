/**
 * Flink's metrics for Prometheus, served by each JobManager and TaskManager on an address of its
 * own: by default on loopback. docs/adr/0013 says why Flink's own exporter isn't used.
 */
package io.spillway.exporter;
