package io.spillway.localcloud.group;

import java.time.Duration;
import java.time.Instant;

/**
 * Something that happened to a group.
 *
 * @param at when
 * @param kind what
 * @param vm the instance id, or the empty string for what concerns the whole group
 * @param desired the desired capacity at that time
 * @param elapsed since the VM was launched or, for the end of a VM that was stopped, since it was
 *     asked to go; zero for what concerns the whole group
 * @param text one line for people
 */
public record GroupEvent(
        Instant at, Kind kind, String vm, int desired, Duration elapsed, String text) {

    /** What can happen. */
    public enum Kind {
        /** The desired capacity was changed. */
        DESIRED_CAPACITY,
        /** A VM was launched and boots. */
        LAUNCHED,
        /** A VM could not be launched; it is tried again later. */
        LAUNCH_FAILED,
        /** A VM's TaskManager is in service, as far as {@link LocalGroup#joined} was told. */
        JOINED,
        /** A VM was asked to go. */
        STOPPING,
        /** A VM that was asked to go has gone in time. */
        STOPPED,
        /** A VM was asked to go, had not gone at the deadline, and was killed. */
        KILLED,
        /** A VM has gone that nobody had asked to: a crash, or its main process ended. */
        DIED,
        /** A VM was frozen. */
        FROZEN,
        /** A frozen VM goes on. */
        THAWED
    }
}
