package io.spillway.bench.cluster;

/** By what another JobManager takes over from one that is gone. */
public enum HighAvailability {
    /** There is no other. */
    NONE,
    /** Flink's own, with a ZooKeeper server. */
    ZOOKEEPER,
    /** Spillway's, on S3. */
    S3,
    /** Spillway's, on Cloud Storage, whose objects take one write a second. */
    CLOUD_STORAGE
}
