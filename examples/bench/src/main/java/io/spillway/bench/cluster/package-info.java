/** Clusters of processes to measure: Spillway's and stock Flink's, on equal terms. */
package io.spillway.bench.cluster;
