package io.spillway.ha.pointers;

import io.spillway.program.JobFingerprint;
import java.util.Optional;

/**
 * Jobs that a cluster will go on with.
 *
 * @param any whether there is any
 * @param program what they were started with; empty when that isn't known
 * @param origin of the cluster; empty when that isn't known
 */
public record StoredJobs(
        boolean any, Optional<JobFingerprint> program, Optional<ClusterOrigin> origin) {

    static StoredJobs of(ManifestContent cluster) {
        return new StoredJobs(
                cluster.entries().entrySet().stream()
                        .anyMatch(
                                each ->
                                        each.getKey().startsWith(ExecutionPlanNames.PREFIX)
                                                && !each.getValue().deleting()),
                cluster.program(),
                cluster.origin());
    }

    /** Whether there are some that this process mustn't go on with, as far as is known. */
    public boolean areNotOf(ClusterSetup mine) {
        return any && (isOtherProgram(mine) || areCheckpointsElsewhere(mine));
    }

    /** Whether they are known to have been started with another program. */
    public boolean isOtherProgram(ClusterSetup mine) {
        return program.filter(stored -> !stored.startsTheSameAs(mine.program())).isPresent();
    }

    private boolean areCheckpointsElsewhere(ClusterSetup mine) {
        return origin.filter(stored -> !stored.checkpointsAsIn(mine.origin())).isPresent();
    }

    /** Whether they were started from the jar with that hash. */
    public boolean areFromJar(String sha256) {
        return program.filter(stored -> stored.jarSha256().equals(sha256)).isPresent();
    }

    /** Whether all is known of them, and is as this process has it. */
    boolean areNotedFor(ClusterSetup mine) {
        return program.isPresent()
                && origin.isPresent()
                && !isOtherProgram(mine)
                && !areCheckpointsElsewhere(mine);
    }
}
