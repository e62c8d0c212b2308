package io.spillway.agent.taskmanager;

import java.util.concurrent.CompletionStage;

/** A TaskManager in a process of its own. */
public interface TaskManagerProcess {

    /** The operating system's number for it. */
    long pid();

    /** Its exit code, once it has ended; 128 and the signal's number when a signal ended it. */
    CompletionStage<Integer> exit();

    /** Whether it has said that a JobManager has it. Doesn't block. */
    boolean isRegistered();

    /** Asks it to go (SIGTERM): it says goodbye to the JobManager and ends. */
    void terminate();

    /** Ends it at once (SIGKILL). */
    void kill();
}
