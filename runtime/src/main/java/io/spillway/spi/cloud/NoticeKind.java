package io.spillway.spi.cloud;

/** Why a cloud takes an instance away. */
public enum NoticeKind {
    /** The group shrinks and has picked this instance. */
    SCALE_IN,
    /** AWS reclaims a Spot instance. */
    SPOT_INTERRUPTION,
    /** Google Cloud preempts a Spot VM. */
    PREEMPTION,
    /** The host needs maintenance that ends the instance. */
    MAINTENANCE,
    /** Someone stops the process or the machine: SIGTERM by systemd, Docker or Kubernetes. */
    SHUTDOWN,
    /** Advice that the risk of an interruption has risen; noted, not acted upon by default. */
    REBALANCE
}
