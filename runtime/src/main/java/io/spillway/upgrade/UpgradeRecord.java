package io.spillway.upgrade;

import io.spillway.program.JobFingerprint;
import java.util.Optional;

/**
 * How far an upgrade has come.
 *
 * @param id 32 hexadecimal digits; Flink's trigger id of the savepoint
 * @param phase what is done next
 * @param rollback whether the old jar is being put back
 * @param job Flink's id of the job that is stopped
 * @param from the jar that is taken away
 * @param to the jar that the job is started from
 * @param directory where the jar is on the machine of the JobManager
 * @param target where the savepoint is written
 * @param savepoint the savepoint, once it is known
 */
public record UpgradeRecord(
        String id,
        Phase phase,
        boolean rollback,
        String job,
        Jar from,
        Jar to,
        String directory,
        String target,
        Optional<String> savepoint) {

    /** What is done next. */
    public enum Phase {
        /** The job is being stopped with a savepoint: it may run yet, or not. */
        STOPPING,
        /** The job has stopped; the jars are being exchanged. No JobManager starts a job. */
        STOPPED,
        /** The jar is in place, and a JobManager starts it from the savepoint. */
        STARTING
    }

    /**
     * A job's jar.
     *
     * @param name of the file
     * @param sha256 of its content
     */
    public record Jar(String name, String sha256) {
        @Override
        public String toString() {
            return JobFingerprint.named(name, sha256);
        }
    }

    public UpgradeRecord {
        if (phase != Phase.STOPPING && savepoint.isEmpty()) {
            throw new IllegalArgumentException("no savepoint in phase " + phase);
        }
    }

    UpgradeRecord stopped(String at) {
        return new UpgradeRecord(
                id, Phase.STOPPED, rollback, job, from, to, directory, target, Optional.of(at));
    }

    UpgradeRecord starting() {
        return new UpgradeRecord(
                id, Phase.STARTING, rollback, job, from, to, directory, target, savepoint);
    }

    /** The way back: the old jar, from the same savepoint. */
    UpgradeRecord back() {
        return new UpgradeRecord(
                id, Phase.STOPPED, true, job, to, from, directory, target, savepoint);
    }

    /** For people. */
    @Override
    public String toString() {
        return (rollback ? "rollback from %s to %s" : "upgrade from %s to %s").formatted(from, to);
    }
}
