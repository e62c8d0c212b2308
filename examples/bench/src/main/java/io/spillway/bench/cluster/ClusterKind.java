package io.spillway.bench.cluster;

/** Whose processes a cluster is made of. */
public enum ClusterKind {
    /** Unmodified Flink: its own entry point and scheduler, TaskManagers without an agent. */
    STOCK,
    /** {@code bin/spillway jobmanager} and {@code bin/spillway taskmanager}. */
    SPILLWAY
}
