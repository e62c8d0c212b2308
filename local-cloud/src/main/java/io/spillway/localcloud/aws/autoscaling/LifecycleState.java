package io.spillway.localcloud.aws.autoscaling;

/**
 * Where an instance is (Auto Scaling user guide, "Amazon EC2 Auto Scaling instance lifecycle" and
 * "Lifecycle state transitions for instances in a warm pool").
 */
public enum LifecycleState {
    PENDING("Pending"),
    PENDING_WAIT("Pending:Wait"),
    PENDING_PROCEED("Pending:Proceed"),
    IN_SERVICE("InService"),
    STANDBY("Standby"),
    TERMINATING("Terminating"),
    TERMINATING_WAIT("Terminating:Wait"),
    TERMINATING_PROCEED("Terminating:Proceed"),
    TERMINATED("Terminated"),
    WARMED_PENDING("Warmed:Pending"),
    WARMED_PENDING_WAIT("Warmed:Pending:Wait"),
    WARMED_PENDING_PROCEED("Warmed:Pending:Proceed"),
    WARMED_RUNNING("Warmed:Running"),
    WARMED_STOPPED("Warmed:Stopped"),
    WARMED_HIBERNATED("Warmed:Hibernated"),
    WARMED_TERMINATING("Warmed:Terminating"),
    WARMED_TERMINATING_WAIT("Warmed:Terminating:Wait"),
    WARMED_TERMINATING_PROCEED("Warmed:Terminating:Proceed"),
    WARMED_TERMINATED("Warmed:Terminated");

    private final String text;

    LifecycleState(String text) {
        this.text = text;
    }

    /** As the API has it. */
    public String text() {
        return text;
    }

    /** On its way into service, or there: what counts as capacity. */
    public boolean isCapacity() {
        return this == IN_SERVICE
                || this == PENDING
                || this == PENDING_WAIT
                || this == PENDING_PROCEED;
    }

    /** Part of the warm pool, and not on its way out. */
    public boolean isWarm() {
        return isReady()
                || this == WARMED_PENDING
                || this == WARMED_PENDING_WAIT
                || this == WARMED_PENDING_PROCEED;
    }

    /** In the warm pool, and can be put into service. */
    public boolean isReady() {
        return this == WARMED_RUNNING || this == WARMED_STOPPED || this == WARMED_HIBERNATED;
    }

    /** On its way out, of the group or of its pool. */
    public boolean isLeaving() {
        return !isCapacity() && !isWarm() && this != STANDBY;
    }
}
