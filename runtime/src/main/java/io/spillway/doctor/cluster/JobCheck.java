package io.spillway.doctor.cluster;

import io.spillway.restapi.FleetView;
import io.spillway.spi.diagnosis.Check;
import io.spillway.spi.diagnosis.Finding;
import java.time.Duration;
import java.util.Optional;

/** Whether the job runs, and on how many TaskManagers. */
public record JobCheck(Cluster cluster) implements Check {
    private static final String EXPLAIN =
            "\"spillway fleet\" shows the TaskManagers, the JobManager's log says what the job waits for or fails with";

    @Override
    public String name() {
        return "Job";
    }

    @Override
    public Finding run(Duration timeout) {
        Optional<FleetView> fleet;
        try {
            fleet = cluster.fleet();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Finding.skipped("interrupted");
        } catch (Exception e) {
            return Finding.skipped("the JobManager doesn't answer");
        }
        if (fleet.isEmpty()) {
            return Finding.skipped("a stock JobManager doesn't tell");
        }
        FleetView.Job job = fleet.get().job();
        long machines =
                fleet.get().taskManagers().stream()
                        .filter(each -> each.state() == FleetView.State.IN_SERVICE)
                        .count();
        String on = "%d TaskManager%s in service".formatted(machines, machines == 1 ? "" : "s");
        if (job == null) {
            return Finding.warning("the JobManager has no job; " + on, EXPLAIN);
        }
        String found =
                "%s: %s, parallelism %d, %s"
                        .formatted(job.name(), job.state(), job.parallelism(), on);
        return switch (job.state()) {
            case "RUNNING" ->
                    job.failures() == 0
                            ? Finding.ok(found)
                            : Finding.warning(
                                    "%s; %d failures since the JobManager started"
                                            .formatted(found, job.failures()),
                                    EXPLAIN);
            case "FAILED" -> Finding.failure(found, EXPLAIN);
            default -> Finding.warning(found, EXPLAIN);
        };
    }
}
