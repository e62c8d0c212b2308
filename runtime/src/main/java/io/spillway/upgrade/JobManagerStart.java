package io.spillway.upgrade;

import java.io.IOException;
import java.util.Optional;

/** The JobManager's process on this machine, as far as it can be seen and started from here. */
public interface JobManagerStart {

    /** Remembers which processes run now: those are the ones that are to end. */
    void remember();

    /** Whether one of those still runs. */
    boolean isOldOneRunning();

    /**
     * Starts it, if the operator has said how; returns at once.
     *
     * @return whether it was started
     * @throws IOException when the command can't be run
     */
    boolean start() throws IOException;

    /** What an operator has to do where nothing else starts it. */
    String instruction();

    /**
     * Why the JobManager that was started last has ended, or won't start, in one line; empty while
     * nothing is known of that.
     */
    Optional<String> failure();
}
