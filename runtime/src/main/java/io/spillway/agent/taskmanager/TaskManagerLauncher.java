package io.spillway.agent.taskmanager;

import java.io.IOException;

/** Starts TaskManager processes. */
@FunctionalInterface
public interface TaskManagerLauncher {

    /**
     * Starts one. Blocks on the disk.
     *
     * @throws IOException with one line that says what couldn't be started and why
     */
    TaskManagerProcess launch() throws IOException;
}
