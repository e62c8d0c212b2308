package io.spillway.spi.diagnosis;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;

/**
 * What a cloud's plugin is to look at.
 *
 * @param settings as for {@link io.spillway.spi.cloud.CloudProvider#detect}
 * @param roles what the machine is there for; empty on a machine that is none of the fleet's, such
 *     as a laptop
 * @param group the TaskManagers' group, where the user names it
 * @param job the job's name, where the user names it
 * @param storage where checkpoints and the cluster's documents are kept: each one once
 * @param timing what the runtime does when
 * @param write whether the user allows that something harmless stays behind
 */
public record DiagnosisSubject(
        Map<String, String> settings,
        Set<Role> roles,
        Optional<String> group,
        Optional<String> job,
        Set<URI> storage,
        Timing timing,
        boolean write) {

    /** What a machine of the fleet is there for. */
    public enum Role {
        JOBMANAGER,
        TASKMANAGER
    }

    /**
     * What the runtime does when.
     *
     * @param join how long a launch may take before it is given up
     * @param heartbeat how often a lifecycle is told that a drain makes progress
     * @param drain how long a drain takes as far as is known; empty while no checkpoint has told.
     *     Asks the JobManager, so it blocks
     */
    public record Timing(Duration join, Duration heartbeat, Callable<Optional<Duration>> drain) {
        public Timing {
            requireNonNull(join);
            requireNonNull(heartbeat);
            requireNonNull(drain);
        }
    }

    public DiagnosisSubject {
        settings = Map.copyOf(settings);
        roles = Set.copyOf(roles);
        requireNonNull(group);
        requireNonNull(job);
        storage = Set.copyOf(storage);
        requireNonNull(timing);
    }

    /** Whether this process runs on a machine of the fleet. */
    public boolean onMachine() {
        return !roles.isEmpty();
    }
}
