/**
 * Flink's file system for {@code gs://} and the conditional store on Cloud Storage, as one plugin:
 * requests and settings. All else is the same for each cloud and in {@code io.spillway.checkpoint}.
 */
package io.spillway.gcs;
