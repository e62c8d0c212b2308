package io.spillway.jobmanager.metrics;

import io.spillway.jobmanager.fleet.Fleet;
import io.spillway.jobmanager.fleet.FleetJob;
import io.spillway.jobmanager.fleet.Registry;
import io.spillway.restapi.FleetView;
import io.spillway.restapi.FleetView.State;
import io.spillway.restapi.FleetView.TaskManager;
import io.spillway.scaling.observe.JobReading;
import io.spillway.scaling.observe.VertexReading;
import io.spillway.scaling.publish.FleetProbe;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.apache.flink.api.common.JobStatus;

/** Looks at the job and its fleet inside the JobManager. */
final class FlinkFleetProbe implements FleetProbe {

    private static final String NO_METRICS =
            "metrics.fetcher.update-interval: 0 keeps Flink from collecting metrics, so nothing can be observed; set it above 0";

    private final FlinkMetrics metrics;
    private final Fleet fleet;
    private final Registry registry;
    private final Consumer<FleetView> seen;

    /**
     * @param seen is told every look at the fleet
     */
    FlinkFleetProbe(
            FlinkMetrics metrics, Fleet fleet, Registry registry, Consumer<FleetView> seen) {
        this.metrics = metrics;
        this.fleet = fleet;
        this.registry = registry;
        this.seen = seen;
    }

    @Override
    public void refresh() {
        metrics.refresh();
    }

    @Override
    public CompletionStage<Look> look(Duration now) {
        return registry.registered()
                .thenApply(
                        registered -> {
                            FleetView view = fleet.view(registered);
                            seen.accept(view);
                            return look(now, view);
                        });
    }

    private Look look(Duration now, FleetView view) {
        List<TaskManager> inService =
                view.taskManagers().stream().filter(t -> t.state() == State.IN_SERVICE).toList();
        int slots = inService.stream().mapToInt(TaskManager::slots).sum();
        Optional<FleetJob> job = fleet.job().filter(FlinkFleetProbe::canBeSized);
        Optional<JobReading> reading = job.map(j -> reading(j, now));
        boolean noMetrics =
                reading.isPresent()
                        && reading.get().runningSince().isPresent()
                        && reading.get().vertices().isEmpty();
        FleetView.Rescale last = view.job() == null ? null : view.job().lastRescale();
        return new Look(
                reading,
                inService.size(),
                slots,
                inService.isEmpty() ? 1 : Math.max(1, slots / inService.size()),
                last == null || last.downtimeMs() == null
                        ? OptionalLong.empty()
                        : OptionalLong.of(last.downtimeMs()),
                noMetrics ? Optional.of(NO_METRICS) : Optional.empty());
    }

    private static boolean canBeSized(FleetJob job) {
        return !JobStatus.valueOf(job.status().state()).isGloballyTerminalState();
    }

    private JobReading reading(FleetJob job, Duration now) {
        Optional<FleetJob.Running> running = job.running();
        Optional<List<VertexReading>> vertices =
                running.flatMap(r -> metrics.read(job.id(), r.tasks()));
        return new JobReading(
                job.id(),
                now,
                running.map(r -> Duration.ofNanos(r.since())),
                vertices.orElse(List.of()));
    }
}
