/**
 * Cloud Monitoring's {@code MetricService} over gRPC, as far as values are written: its limits are
 * those of <a href="https://cloud.google.com/monitoring/quotas">Quotas and limits</a> and of the
 * reference of {@code projects.timeSeries.create}.
 */
package io.spillway.localcloud.gcp.monitoring;
