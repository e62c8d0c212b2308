package io.spillway.localcloud.machine;

import java.nio.file.Path;
import java.util.concurrent.CompletionStage;

/**
 * A VM that has been launched. All methods may be called from any thread and return at once; what
 * is asked of a VM that has gone already does nothing.
 */
public interface LocalVm {
    /** The instance id, which becomes the TaskManager's resource id. */
    String id();

    /** Where the VM keeps its logs ({@code log/}), its console's output and its temporary files. */
    Path directory();

    /**
     * Completes when no process of the VM is left, with the exit code of the VM's main process: 128
     * plus the signal's number when a signal ended it.
     */
    CompletionStage<Integer> exited();

    /**
     * Asks the VM to go: SIGTERM to its main process alone, as systemd's {@code KillMode=mixed}
     * does. A VM that is still booting goes at once.
     */
    void stop();

    /** Takes the VM away without a word: SIGKILL to all of its processes. */
    void crash();

    /**
     * Stops all of the VM's processes where they are (SIGSTOP): seen from others, a VM that has
     * dropped off the network.
     */
    void freeze();

    /** Lets a frozen VM go on (SIGCONT). */
    void thaw();
}
