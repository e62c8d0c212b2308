package io.spillway.bench.cluster;

import io.spillway.localcloud.group.GroupMember;
import io.spillway.localcloud.machine.Boot;
import io.spillway.localcloud.machine.CloudMachine;
import io.spillway.localcloud.machine.VmLauncher;
import io.spillway.localcloud.machine.VmSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A cloud that is played on this machine, and the groups that one cluster's machines are in. */
public interface CloudFleet extends AutoCloseable {
    /** The name of the TaskManagers' group. */
    String GROUP = "taskmanagers";

    /** How a cloud begins. */
    @FunctionalInterface
    interface Cloud<F extends CloudFleet> {
        /**
         * Starts it.
         *
         * @param machines where each machine gets a directory of its own, named by its id
         */
        F start(Path machines, VmLauncher launcher) throws IOException;
    }

    /** What JobManager and TaskManagers have in config.yaml because of it. */
    Map<String, String> settings();

    /** A JobManager that nobody replaces, on a machine of this cloud. */
    VmSpec onMachine(VmSpec jobManager);

    /** Makes a group of one JobManager, which is replaced when its machine is lost. */
    void createJobManager(Boot image);

    /** Makes the group of TaskManagers; it may grow to twice as many. */
    void createTaskManagers(Boot image, int instances);

    /** The TaskManagers' machines, the oldest first, those that leave included. */
    List<GroupMember> members();

    /** How many TaskManagers there should be. */
    int desired();

    /**
     * Has the group be that large, soon. Where the JobManager makes it smaller it only grows by
     * this, and isn't made smaller than that.
     */
    void resize(int instances);

    /** The id of the machine that the JobManager's group has now; empty while there is none. */
    List<String> jobManagers();

    /** A machine that was launched once. */
    CloudMachine machine(String id);

    /** Takes a machine back with as much notice as the cloud gives. */
    void reclaim(String id);

    /** Whether the group doesn't end a machine that is taken back before it is drained. */
    boolean waitsForDrains();

    /** How long the group waited for a machine until that said that it may go; empty if not. */
    Optional<Duration> heldFor(String id);

    /**
     * How long a machine took from its launch until its agent said that its slots are registered;
     * empty until then, and where the group doesn't wait to be told.
     */
    Optional<Duration> bootTime(String id);

    /** Takes a machine away at once. */
    void takeAway(String id);

    /** How often the API of groups was called since the last {@link #forgetCalls}. */
    int calls();

    /** Begins to count anew. */
    void forgetCalls();

    /** Takes all machines away. */
    @Override
    void close();
}
