package io.spillway.scalein;

/** Why no machine is taken away now, or why those that were to go stay. */
public enum ScaleInReason {
    /** Another JobManager leads, or there is no job. */
    NO_JOB("No job runs here, so no machine is taken away."),
    /** What an earlier leader has begun isn't known yet. */
    TAKING_OVER("What an earlier JobManager has begun to take away isn't known yet."),
    /** The scaling signal has no value. */
    NO_SIGNAL("There is no scaling signal, so nobody knows whether fewer machines do."),
    /** The signal holds. */
    SIGNAL_HELD("The scaling signal holds its last value: no machine is taken away by that."),
    /** Less has been needed, or observed, for too short a time. */
    WAITING_FOR_WINDOW("What the job needs hasn't been known for a whole stabilization window."),
    /** All are needed. */
    ALL_NEEDED("All machines were needed at some time within the stabilization window."),
    /** It isn't worth a restart. */
    WITHIN_TOLERANCE("The machines too many are fewer than the tolerance."),
    /** The job restarts. */
    MOVING("The job restarts or isn't running with all its tasks."),
    /** Somebody drains machines. */
    DRAIN_PENDING("Machines are being drained already."),
    /** Machines come. */
    JOIN_PENDING("Machines have come that the job is about to use."),
    /** The group can't be asked. */
    GROUP_UNREACHABLE("The group of machines can't be asked."),
    /** The group's own policy picks machines, too. */
    GROUP_SCALES_IN("The group's own policy may take machines away, those that it picks."),
    /** The group adds machines. */
    GROUP_GROWS("The group is adding or replacing machines."),
    /** The group must not be smaller. */
    AT_MINIMUM("The group has as few machines as its minimum, or its own policy, allows."),
    /** The group's own policy is on its way to fewer. */
    POLICY_CHANGES(
            "The group's own policy wants more machines than are needed, but not as many as just before."),
    /** None of the group's machines can go. */
    NO_CANDIDATE(
            "None of the group's machines can go: none is a TaskManager here, or those that would stay have too few slots."),
    /** It has failed lately. */
    PAUSED("The last attempt was given up: the next one waits for a while."),
    /** More is needed now. */
    MORE_NEEDED("More machines are needed now than would stay."),
    /** Somebody cancelled the drains. */
    CANCELLED("The drains were cancelled."),
    /** It took too long. */
    NOT_DRAINED_IN_TIME("The machines weren't drained in time."),
    /** The group didn't do it. */
    NOT_REMOVED_IN_TIME("The group hasn't taken the machines away in time."),
    /** All is as it should be. */
    DONE("The machines have been taken away.");

    private final String sentence;

    ScaleInReason(String sentence) {
        this.sentence = sentence;
    }

    /** A whole sentence for people. */
    public String sentence() {
        return sentence;
    }
}
