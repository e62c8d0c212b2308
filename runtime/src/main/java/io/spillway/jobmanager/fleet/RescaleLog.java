package io.spillway.jobmanager.fleet;

import io.spillway.jobmanager.drain.Ticker;
import io.spillway.restapi.FleetView.Cause;
import io.spillway.restapi.FleetView.Parts;
import io.spillway.restapi.FleetView.Rescale;
import java.util.OptionalLong;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts a job's restarts, and times the last change of its machines. Safe for use by several
 * threads.
 */
public final class RescaleLog {

    private static final Logger LOG = LoggerFactory.getLogger(RescaleLog.class);

    private final String job;
    private final Ticker ticker;

    private Set<String> machines = Set.of();
    private int parallelism;
    private Restart restart;
    private Restart last;
    private int rescales;
    private int planned;
    private int failures;

    public RescaleLog(String job, Ticker ticker) {
        this.job = job;
        this.ticker = ticker;
    }

    /** How many restarts of each sort there were. */
    public record Counts(int rescales, int planned, int failures) {}

    /**
     * A planned move begins: the job's tasks are cancelled.
     *
     * @param toParallelism what the slots on hand allow; 0 when there is none
     * @param checkpointId the checkpoint that it restores from; null when unknown
     */
    public synchronized void moveBegins(Cause cause, int toParallelism, Long checkpointId) {
        restart = new Restart(cause, true, parallelism, checkpointId, ticker.nanos());
        restart.toParallelism = toParallelism;
        last = restart;
        rescales++;
        planned++;
    }

    /** Something failed, and the job restarts because of it. */
    public synchronized void failed() {
        failures++;
        if (restart == null) {
            restart = new Restart(Cause.FAILURE, false, parallelism, null, ticker.nanos());
        }
    }

    /** The tasks of a restart have all ended. */
    public synchronized void cancelled() {
        if (restart != null && restart.cancelledAt.isEmpty()) {
            restart.cancelledAt = OptionalLong.of(ticker.nanos());
        }
    }

    /** The tasks of a restart have slots again, and are being deployed. */
    public synchronized void deploying() {
        if (restart != null) {
            restart.deployingAt = OptionalLong.of(ticker.nanos());
        }
    }

    /**
     * Every task runs.
     *
     * @param nowParallelism the highest parallelism among the vertices
     * @param nowMachines the TaskManagers that the job is on
     */
    public synchronized void running(int nowParallelism, Set<String> nowMachines) {
        if (restart != null) {
            restart.toParallelism = nowParallelism;
            restart.over(ticker.nanos());
            if (!restart.planned
                    && (nowParallelism != restart.fromParallelism
                            || !nowMachines.equals(machines))) {
                rescales++;
                last = restart;
            }
            LOG.info(
                    "Job {} runs at parallelism {} (before: {}) on {} TaskManagers after {} ms without all its tasks{}; cause: {}{}",
                    job,
                    nowParallelism,
                    restart.fromParallelism,
                    nowMachines.size(),
                    restart.downtimeMs,
                    restart.partsInWords(),
                    restart.cause,
                    restart.checkpointId == null ? "" : ", checkpoint " + restart.checkpointId);
            restart = null;
        }
        parallelism = nowParallelism;
        machines = Set.copyOf(nowMachines);
    }

    /** The counts until now. */
    public synchronized Counts counts() {
        return new Counts(rescales, planned, failures);
    }

    /** The last change of the machines, or null. */
    public synchronized Rescale last() {
        return last == null ? null : last.view(ticker.nanos());
    }

    private static final class Restart {
        final Cause cause;
        final boolean planned;
        final int fromParallelism;
        final Long checkpointId;
        final long begunAt;
        int toParallelism;
        OptionalLong cancelledAt = OptionalLong.empty();
        OptionalLong deployingAt = OptionalLong.empty();
        Long downtimeMs;
        Parts parts;

        Restart(
                Cause cause,
                boolean planned,
                int fromParallelism,
                Long checkpointId,
                long begunAt) {
            this.cause = cause;
            this.planned = planned;
            this.fromParallelism = fromParallelism;
            this.checkpointId = checkpointId;
            this.begunAt = begunAt;
        }

        void over(long now) {
            downtimeMs = Ticker.millisBetween(begunAt, now);
            if (cancelledAt.isPresent() && deployingAt.isPresent()) {
                long cancelMs = Ticker.millisBetween(begunAt, cancelledAt.getAsLong());
                long restoreMs =
                        Ticker.millisBetween(cancelledAt.getAsLong(), deployingAt.getAsLong());
                parts = new Parts(cancelMs, restoreMs, downtimeMs - cancelMs - restoreMs);
            }
        }

        String partsInWords() {
            return parts == null
                    ? ""
                    : " (%d ms to cancel, %d ms to restore, %d ms to deploy)"
                            .formatted(parts.cancelMs(), parts.restoreMs(), parts.deployMs());
        }

        Rescale view(long now) {
            return new Rescale(
                    cause,
                    planned,
                    fromParallelism,
                    toParallelism,
                    checkpointId,
                    downtimeMs,
                    parts,
                    Ticker.millisBetween(begunAt, now));
        }
    }
}
