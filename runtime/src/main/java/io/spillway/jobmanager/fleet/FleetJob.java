package io.spillway.jobmanager.fleet;

import io.spillway.jobmanager.drain.Ticker;
import io.spillway.restapi.FleetView;
import java.util.Map;

/** A job as the fleet view tells it; written by its scheduler, read by anybody. */
public final class FleetJob {

    private final String id;
    private final String name;
    private final RescaleLog rescales;
    private volatile Status status = new Status("INITIALIZING", 0, Map.of());

    public FleetJob(String id, String name, Ticker ticker) {
        this.id = id;
        this.name = name;
        this.rescales = new RescaleLog(id, ticker);
    }

    /**
     * What the job does now.
     *
     * @param state Flink's job status
     * @param parallelism the highest parallelism among the vertices; 0 when no task is deployed
     * @param slotsInUse slots with a task of the job, by TaskManager
     */
    public record Status(String state, int parallelism, Map<String, Integer> slotsInUse) {
        public Status {
            slotsInUse = Map.copyOf(slotsInUse);
        }
    }

    public String id() {
        return id;
    }

    public RescaleLog rescales() {
        return rescales;
    }

    /** The last one that was {@link #update set}. */
    public Status status() {
        return status;
    }

    public void update(Status now) {
        status = now;
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
