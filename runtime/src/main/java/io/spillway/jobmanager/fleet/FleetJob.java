package io.spillway.jobmanager.fleet;

import io.spillway.jobmanager.drain.Ticker;
import io.spillway.restapi.FleetView;
import java.util.Map;
import java.util.Optional;

/** A job as the fleet view tells it; written by its scheduler, read by anybody. */
public final class FleetJob {

    private final String id;
    private final String name;
    private final RescaleLog rescales;
    private final Ticker ticker;
    private volatile Status status = new Status("INITIALIZING", 0, Map.of(), null);
    private volatile Running running;

    public FleetJob(String id, String name, Ticker ticker) {
        this.id = id;
        this.name = name;
        this.ticker = ticker;
        this.rescales = new RescaleLog(id, ticker);
    }

    /**
     * What the job does now.
     *
     * @param state Flink's job status
     * @param parallelism the highest parallelism among the vertices; 0 when no task is deployed
     * @param slotsInUse slots with a task of the job, by TaskManager
     * @param tasks the tasks when all of them have come up; null while they haven't
     */
    public record Status(
            String state, int parallelism, Map<String, Integer> slotsInUse, JobTasks tasks) {
        public Status {
            slotsInUse = Map.copyOf(slotsInUse);
        }
    }

    /**
     * Tasks that have all come up.
     *
     * @param since when the last of them did, in {@link Ticker} nanoseconds
     */
    public record Running(JobTasks tasks, long since) {}

    public String id() {
        return id;
    }

    public String name() {
        return name;
    }

    public RescaleLog rescales() {
        return rescales;
    }

    /** The last one that was {@link #update set}. */
    public Status status() {
        return status;
    }

    /** Called by one thread at a time. */
    public void update(Status now) {
        status = now;
        Running before = running;
        if (now.tasks() == null) {
            running = null;
        } else if (before == null || before.tasks() != now.tasks()) {
            running = new Running(now.tasks(), ticker.nanos());
        }
    }

    /** What runs; empty from the moment that the job restarts until all tasks are up again. */
    public Optional<Running> running() {
        return Optional.ofNullable(running);
    }

    FleetView.Job view() {
        Status now = status;
        RescaleLog.Counts counts = rescales.counts();
        return new FleetView.Job(
                id,
                name,
                now.state(),
                now.parallelism(),
                counts.rescales(),
                counts.planned(),
                counts.failures(),
                rescales.last());
    }
}
