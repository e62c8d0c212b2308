package io.spillway.demo.run;

import io.spillway.localcloud.machine.VmSpec;
import io.spillway.localcloud.machine.VmTemplate;
import java.util.Map;

/** A cloud that is played on this machine, for one run. */
interface PlayedCloud extends AutoCloseable {

    /** What JobManager and TaskManagers have in config.yaml because of it. */
    Map<String, String> settings();

    /** Where checkpoints go. */
    String checkpoints();

    /** The JobManager as a machine of this cloud. */
    VmSpec jobManager(VmSpec spec);

    /** The group of TaskManagers, from one to so many. */
    Fleet fleet(VmTemplate machines, int maximum);

    /** What was asked of the cloud, for people. */
    String account();

    /** Takes all machines away. */
    @Override
    void close();
}
