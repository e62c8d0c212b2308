package io.spillway.ha.pointers;

import io.spillway.program.JobFingerprint;
import java.lang.management.ManagementFactory;
import java.lang.management.RuntimeMXBean;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.HighAvailabilityOptions;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.core.fs.Path;

/**
 * What a process would start as a leader. All JobManagers of a cluster have the same, but for who
 * they are.
 *
 * @param clusterId {@code high-availability.cluster-id}
 * @param program of the job
 * @param origin of the cluster, if this process is the one that sets it up
 */
public record ClusterSetup(String clusterId, JobFingerprint program, ClusterOrigin origin) {

    /** This process's. */
    public static ClusterSetup of(Configuration configuration, JobFingerprint program) {
        RuntimeMXBean process = ManagementFactory.getRuntimeMXBean();
        String by =
                configuration
                        .getOptional(JobManagerOptions.ADDRESS)
                        .map(address -> "%s (%s)".formatted(address, process.getName()))
                        .orElse(process.getName());
        return new ClusterSetup(
                configuration.get(HighAvailabilityOptions.HA_CLUSTER_ID),
                program,
                new ClusterOrigin(
                        by,
                        Instant.ofEpochMilli(process.getStartTime())
                                .truncatedTo(ChronoUnit.SECONDS),
                        // In one way of writing, however many slashes there are.
                        configuration
                                .getOptional(CheckpointingOptions.CHECKPOINTS_DIRECTORY)
                                .map(text -> new Path(text).toString())));
    }
}
