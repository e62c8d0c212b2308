package io.spillway.jobmanager.scalein;

import io.spillway.jobmanager.drain.DrainBook;
import io.spillway.jobmanager.fleet.Fleet;
import io.spillway.jobmanager.fleet.FleetJob;
import io.spillway.jobmanager.fleet.JobTasks;
import io.spillway.jobmanager.fleet.Registry;
import io.spillway.restapi.DrainState;
import io.spillway.restapi.DrainView;
import io.spillway.restapi.FleetView;
import io.spillway.restapi.FleetView.TaskManager;
import io.spillway.scalein.Machine;
import io.spillway.scalein.Machine.Standing;
import io.spillway.scalein.Need;
import io.spillway.scalein.ShrinkableFleet;
import io.spillway.scalein.Sight;
import io.spillway.scaling.model.Decision;
import io.spillway.scaling.publish.Signal;
import io.spillway.spi.cloud.NoticeKind;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.apache.flink.api.common.JobStatus;

/** The fleet of this JobManager, as the loop that makes it smaller sees it. */
final class JobManagersFleet implements ShrinkableFleet {

    private final Fleet fleet;
    private final DrainBook book;
    private final Registry registry;
    private final Supplier<Optional<Signal>> signal;

    JobManagersFleet(
            Fleet fleet, DrainBook book, Registry registry, Supplier<Optional<Signal>> signal) {
        this.fleet = fleet;
        this.book = book;
        this.registry = registry;
        this.signal = signal;
    }

    @Override
    public Optional<Need> need() {
        return signal.get().map(Signal::decision).flatMap(JobManagersFleet::need);
    }

    private static Optional<Need> need(Decision decision) {
        return decision.hasValue()
                        && decision.requiredTaskManagers().isPresent()
                        && decision.requiredSlots().isPresent()
                ? Optional.of(
                        new Need(
                                decision.at(),
                                decision.outcome() == Decision.Outcome.DECIDED,
                                decision.requiredTaskManagers().getAsInt(),
                                decision.requiredSlots().getAsInt()))
                : Optional.empty();
    }

    @Override
    public boolean runsTheJob() {
        return fleet.job().map(FleetJob::status).filter(s -> !isOver(s)).isPresent();
    }

    /** A job whose JobManager leads no more is suspended there. */
    private static boolean isOver(FleetJob.Status status) {
        JobStatus state = JobStatus.valueOf(status.state());
        return state.isTerminalState();
    }

    @Override
    public CompletionStage<Sight> look() {
        return registry.registered().thenApply(fleet::view).thenApply(this::sight);
    }

    private Sight sight(FleetView view) {
        List<Machine> machines =
                view.taskManagers().stream()
                        .filter(t -> t.state() != FleetView.State.GONE && t.slots() > 0)
                        .map(JobManagersFleet::machine)
                        .toList();
        int slots =
                machines.stream()
                        .filter(m -> m.standing() == Standing.IN_SERVICE)
                        .mapToInt(Machine::slots)
                        .sum();
        Optional<FleetJob.Running> running = fleet.job().flatMap(FleetJob::running);
        return new Sight(
                machines,
                running.isPresent(),
                running.filter(r -> couldGrow(r.tasks(), slots)).isPresent());
    }

    private static Machine machine(TaskManager taskManager) {
        return new Machine(
                taskManager.id(),
                taskManager.slots(),
                taskManager.freeSlots() == taskManager.slots(),
                taskManager.notice() != null && !taskManager.notice().certain(),
                switch (taskManager.state()) {
                    case DRAINING -> Standing.DRAINING;
                    case DRAINED -> Standing.DRAINED;
                    default -> Standing.IN_SERVICE;
                });
    }

    private static boolean couldGrow(JobTasks tasks, int slots) {
        return tasks.vertices().stream()
                .anyMatch(v -> v.parallelism() < Math.min(v.maxParallelism(), slots));
    }

    @Override
    public void drain(Collection<String> machines) {
        book.requestToRemove(machines, NoticeKind.SCALE_IN, false);
    }

    @Override
    public void hold(Collection<String> machines) {
        book.requestToRemove(machines, NoticeKind.SCALE_IN, true);
    }

    @Override
    public Optional<DrainState> drainOf(String machine) {
        return book.find(machine).map(DrainView::state);
    }

    @Override
    public void takeBack(String machine) {
        book.takeBack(machine);
    }

    @Override
    public void gone(Collection<String> machines) {
        book.neverComes(machines);
    }
}
