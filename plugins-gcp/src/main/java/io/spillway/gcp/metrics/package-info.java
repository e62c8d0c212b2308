/** The scaling signal in Cloud Monitoring. */
package io.spillway.gcp.metrics;
