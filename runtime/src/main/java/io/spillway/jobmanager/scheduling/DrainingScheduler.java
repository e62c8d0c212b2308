package io.spillway.jobmanager.scheduling;

import io.spillway.jobmanager.drain.Alarm;
import io.spillway.jobmanager.drain.DrainBook;
import io.spillway.jobmanager.drain.JobCheckpoints;
import io.spillway.jobmanager.drain.MovableJob;
import io.spillway.jobmanager.drain.Move;
import io.spillway.jobmanager.drain.Move.Destination;
import io.spillway.jobmanager.drain.MovePlanner;
import io.spillway.jobmanager.drain.MoveTiming;
import io.spillway.jobmanager.drain.SuspectedTaskManagers;
import io.spillway.jobmanager.drain.Ticker;
import io.spillway.jobmanager.fleet.FleetJob;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.CheckpointType;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.core.failure.FailureEnricher;
import org.apache.flink.runtime.checkpoint.CheckpointScheduling;
import org.apache.flink.runtime.checkpoint.CheckpointsCleaner;
import org.apache.flink.runtime.concurrent.ComponentMainThreadExecutor;
import org.apache.flink.runtime.execution.ExecutionState;
import org.apache.flink.runtime.executiongraph.ArchivedExecutionGraph;
import org.apache.flink.runtime.executiongraph.ExecutionGraph;
import org.apache.flink.runtime.executiongraph.JobStatusListener;
import org.apache.flink.runtime.executiongraph.TaskExecutionStateTransition;
import org.apache.flink.runtime.executiongraph.failover.RestartBackoffTimeStrategy;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.jobgraph.JobResourceRequirements;
import org.apache.flink.runtime.jobmaster.slotpool.DeclarativeSlotPool;
import org.apache.flink.runtime.metrics.groups.JobManagerJobMetricGroup;
import org.apache.flink.runtime.rpc.FatalErrorHandler;
import org.apache.flink.runtime.scheduler.ExecutionGraphHandler;
import org.apache.flink.runtime.scheduler.OperatorCoordinatorHandler;
import org.apache.flink.runtime.scheduler.adaptive.AdaptiveScheduler;
import org.apache.flink.runtime.scheduler.adaptive.allocator.VertexParallelism;
import org.apache.flink.runtime.scheduler.exceptionhistory.ExceptionHistoryEntry;
import org.apache.flink.util.clock.Clock;

/**
 * Flink's adaptive scheduler, moved by a {@link MovePlanner} instead of its own timers while the
 * job runs.
 *
 * <p>It only translates: Flink's transitions into what the planner wants to know, and a {@link
 * Move} into the transition that Flink itself makes when it rescales. All methods run on the
 * JobMaster's main thread, apart from what is said of {@link DrainBook}'s listener.
 */
final class DrainingScheduler extends AdaptiveScheduler
        implements MovableJob, ObservedSlotPoolService.Observer {

    /** Flink's own states are not visible to subclasses, but every way into one is. */
    private enum Phase {
        CREATED,
        WAITING,
        CREATING,
        EXECUTING,
        RESTARTING,
        STOPPING,
        ENDING,
        ENDED
    }

    private final String jobKey;
    private final ComponentMainThreadExecutor mainThread;
    private final DeclarativeSlotPool slotPool;
    private final DrainingSlotAllocator allocator;
    private final DrainBook book;
    private final FleetJob fleetJob;
    private final MovePlanner planner;
    private final LossWatch losses;
    private final ClassLoader userCode;
    private final FirstStart firstStart;
    private final DeploymentCheckpoints checkpoints;
    private final HeldSavepoints savepoints = new HeldSavepoints();

    private Phase phase = Phase.CREATED;
    private Deployment deployment;
    private ExecutionGraph waitingAfter;
    private boolean moving;

    DrainingScheduler(
            Settings settings,
            JobGraph jobGraph,
            JobResourceRequirements jobResourceRequirements,
            Configuration configuration,
            DeclarativeSlotPool declarativeSlotPool,
            DrainingSlotAllocator slotAllocator,
            Executor ioExecutor,
            ClassLoader userCodeClassLoader,
            CheckpointsCleaner checkpointsCleaner,
            RecoveredSlots checkpointRecoveryFactory,
            JobManagerJobMetricGroup jobManagerJobMetricGroup,
            RestartBackoffTimeStrategy restartBackoffTimeStrategy,
            long initializationTimestamp,
            ComponentMainThreadExecutor mainThreadExecutor,
            FatalErrorHandler fatalErrorHandler,
            JobStatusListener jobStatusListener,
            Collection<FailureEnricher> failureEnrichers,
            TimedCheckpoints timed,
            DrainBook book,
            FleetJob fleetJob,
            SuspectedTaskManagers suspects,
            MoveTiming timing,
            Ticker ticker,
            Clock clock)
            throws Exception {
        super(
                settings,
                jobGraph,
                jobResourceRequirements,
                configuration,
                declarativeSlotPool,
                slotAllocator,
                ioExecutor,
                userCodeClassLoader,
                checkpointsCleaner,
                checkpointRecoveryFactory,
                jobManagerJobMetricGroup,
                restartBackoffTimeStrategy,
                initializationTimestamp,
                mainThreadExecutor,
                fatalErrorHandler,
                jobStatusListener,
                failureEnrichers,
                timed);
        this.jobKey = jobGraph.getJobID().toString();
        this.mainThread = mainThreadExecutor;
        this.slotPool = declarativeSlotPool;
        this.allocator = slotAllocator;
        this.book = book;
        this.fleetJob = fleetJob;
        this.losses =
                new LossWatch(
                        jobKey,
                        suspects,
                        declarativeSlotPool,
                        this::canRunOnWhatStays,
                        this::alarm,
                        this::visibleSlotsChanged);
        this.userCode = userCodeClassLoader;
        this.firstStart =
                new FirstStart(
                        timing.startWindow(), checkpointRecoveryFactory.slots(), this::alarm);
        this.checkpoints =
                new DeploymentCheckpoints(
                        () -> triggerCheckpoint(CheckpointType.CONFIGURED),
                        timed::latest,
                        new SourceStopCheck(jobKey),
                        mainThreadExecutor,
                        clock);
        this.planner = new MovePlanner(jobKey, book, this, timing, ticker, this::alarm);
        slotAllocator.onUnreachable(
                taskManager -> mainThread.execute(() -> losses.unreachable(taskManager)));
    }

    @Override
    public void startScheduling() {
        book.register(jobKey, () -> mainThread.execute(this::visibleSlotsChanged));
        super.startScheduling();
        updateStatus(requestJobStatus());
    }

    // What Flink asks itself -------------------------------------------------------------------

    /** While the job runs only the planner restarts it; Flink's own timers see nothing to do. */
    @Override
    public boolean hasSufficientResources() {
        return phase != Phase.EXECUTING && firstStart.isDue() && super.hasSufficientResources();
    }

    @Override
    public boolean hasDesiredResources() {
        return phase != Phase.EXECUTING
                && super.hasDesiredResources()
                && visibleSlots() >= Math.max(1, allocator.requiredSlots());
    }

    private long visibleSlots() {
        return slotPool.getAllSlotsInformation().stream().filter(allocator::isVisible).count();
    }

    // What Flink does --------------------------------------------------------------------------

    @Override
    public void goToWaitingForResources(ExecutionGraph previousExecutionGraph) {
        super.goToWaitingForResources(previousExecutionGraph);
        waitingAfter = previousExecutionGraph;
        vacated(Phase.WAITING);
    }

    @Override
    public void goToCreatingExecutionGraph(ExecutionGraph previousExecutionGraph) {
        super.goToCreatingExecutionGraph(previousExecutionGraph);
        vacated(Phase.CREATING);
    }

    private void vacated(Phase next) {
        phase = next;
        vacate();
        fleetJob.rescales().cancelled();
        updateStatus(requestJobStatus());
        planner.idle();
    }

    private void vacate() {
        deployment = null;
        checkpoints.vacated();
    }

    @Override
    public void goToExecuting(
            ExecutionGraph executionGraph,
            ExecutionGraphHandler executionGraphHandler,
            OperatorCoordinatorHandler operatorCoordinatorHandler,
            List<ExceptionHistoryEntry> failureCollection) {
        super.goToExecuting(
                executionGraph,
                executionGraphHandler,
                operatorCoordinatorHandler,
                failureCollection);
        phase = Phase.EXECUTING;
        firstStart.started();
        waitingAfter = null;
        allocator.spare(Set.of());
        fleetJob.rescales().deploying();
        deployment =
                new Deployment(
                        executionGraph,
                        executionGraphHandler,
                        operatorCoordinatorHandler,
                        failureCollection);
        checkpoints.deployed(executionGraph, allocator.sources());
        updateStatus(JobStatus.RUNNING);
        planner.deployed();
        if (deployment.isRunning()) {
            mainThread.execute(this::allRunning);
        }
    }

    @Override
    public void goToRestarting(
            ExecutionGraph executionGraph,
            ExecutionGraphHandler executionGraphHandler,
            OperatorCoordinatorHandler operatorCoordinatorHandler,
            Duration backoffTime,
            VertexParallelism restartWithParallelism,
            List<ExceptionHistoryEntry> failureCollection) {
        if (!moving) {
            fleetJob.rescales().failed();
        }
        super.goToRestarting(
                executionGraph,
                executionGraphHandler,
                operatorCoordinatorHandler,
                backoffTime,
                restartWithParallelism,
                failureCollection);
        phase = Phase.RESTARTING;
        updateStatus(JobStatus.RESTARTING);
        planner.idle();
    }

    /**
     * Stopped sources can take no savepoint that stops them: it has to wait until they run again.
     */
    @Override
    public CompletableFuture<String> stopWithSavepoint(
            String targetDirectory, boolean terminate, SavepointFormatType formatType) {
        if (checkpoints.letSourcesRun()) {
            return super.stopWithSavepoint(targetDirectory, terminate, formatType);
        }
        return savepoints.hold(
                () -> super.stopWithSavepoint(targetDirectory, terminate, formatType));
    }

    @Override
    public CompletableFuture<String> goToStopWithSavepoint(
            ExecutionGraph executionGraph,
            ExecutionGraphHandler executionGraphHandler,
            OperatorCoordinatorHandler operatorCoordinatorHandler,
            CheckpointScheduling checkpointScheduling,
            CompletableFuture<String> savepointFuture,
            List<ExceptionHistoryEntry> failureCollection) {
        CompletableFuture<String> result =
                super.goToStopWithSavepoint(
                        executionGraph,
                        executionGraphHandler,
                        operatorCoordinatorHandler,
                        checkpointScheduling,
                        savepointFuture,
                        failureCollection);
        phase = Phase.STOPPING;
        planner.stopping();
        return result;
    }

    @Override
    public void goToCanceling(
            ExecutionGraph executionGraph,
            ExecutionGraphHandler executionGraphHandler,
            OperatorCoordinatorHandler operatorCoordinatorHandler,
            List<ExceptionHistoryEntry> failureCollection) {
        super.goToCanceling(
                executionGraph,
                executionGraphHandler,
                operatorCoordinatorHandler,
                failureCollection);
        ending(JobStatus.CANCELLING);
    }

    @Override
    public void goToFailing(
            ExecutionGraph executionGraph,
            ExecutionGraphHandler executionGraphHandler,
            OperatorCoordinatorHandler operatorCoordinatorHandler,
            Throwable failureCause,
            List<ExceptionHistoryEntry> failureCollection) {
        super.goToFailing(
                executionGraph,
                executionGraphHandler,
                operatorCoordinatorHandler,
                failureCause,
                failureCollection);
        ending(JobStatus.FAILING);
    }

    private void ending(JobStatus status) {
        phase = Phase.ENDING;
        updateStatus(status);
        planner.idle();
    }

    @Override
    public void goToFinished(ArchivedExecutionGraph archivedExecutionGraph) {
        super.goToFinished(archivedExecutionGraph);
        savepoints.release();
        phase = Phase.ENDED;
        vacate();
        updateStatus(archivedExecutionGraph.getState());
        planner.idle();
        book.deregister(jobKey);
    }

    @Override
    public boolean updateTaskExecutionState(TaskExecutionStateTransition transition) {
        if (transition.getExecutionState() == ExecutionState.FAILED) {
            losses.taskFailed(transition.getError(userCode));
        }
        boolean updated = super.updateTaskExecutionState(transition);
        if (phase == Phase.EXECUTING) {
            if (deployment.nowRunsBy(transition.getID(), transition.getExecutionState())) {
                allRunning();
            }
        } else if (transition.getExecutionState().isTerminal()) {
            planner.reconsider();
        }
        return updated;
    }

    private void allRunning() {
        if (phase == Phase.EXECUTING && deployment.isRunning()) {
            fleetJob.rescales().running(deployment.parallelism(), taskManagersInUse());
            updateStatus(JobStatus.RUNNING);
            planner.running();
            savepoints.release();
        }
    }

    // What comes and goes ----------------------------------------------------------------------

    @Override
    public void taskManagerLeaves(String taskManager) {
        if (phase == Phase.ENDED) {
            // It is the job that leaves; the TaskManager may well be there for the next one.
            return;
        }
        book.left(taskManager);
        losses.left(taskManager);
        visibleSlotsChanged();
    }

    @Override
    public void slotsChanged() {
        if (!firstStart.isDue() && canRunOnWhatStays()) {
            firstStart.slotsAreThere(visibleSlots(), this::visibleSlotsChanged);
        }
        planner.reconsider();
    }

    private void visibleSlotsChanged() {
        if (phase != Phase.CREATED && phase != Phase.ENDED) {
            slotPool.setResourceRequirements(
                    allocator.toDeclare(slotPool.getAllSlotsInformation()));
        }
        if (phase == Phase.WAITING && hasSufficientResources()) {
            // Hidden slots came back while there was no other; no offer will tell Flink so.
            goToCreatingExecutionGraph(waitingAfter);
        } else if (phase != Phase.ENDED) {
            planner.reconsider();
        }
    }

    private Alarm.Cancellation alarm(Duration delay, Runnable task) {
        ScheduledFuture<?> scheduled =
                mainThread.schedule(
                        () -> {
                            if (phase != Phase.ENDED) {
                                task.run();
                            }
                        },
                        Math.max(0, delay.toNanos()),
                        TimeUnit.NANOSECONDS);
        return () -> scheduled.cancel(false);
    }

    // What the planner asks and does -----------------------------------------------------------

    @Override
    public Set<String> taskManagersInUse() {
        return deployment == null ? Set.of() : deployment.slotsInUse().keySet();
    }

    @Override
    public boolean canRunOnWhatStays() {
        return getAvailableVertexParallelism().isPresent();
    }

    @Override
    public boolean couldGrow() {
        return deployment != null
                && getAvailableVertexParallelism().filter(deployment::isBelow).isPresent();
    }

    @Override
    public JobCheckpoints checkpoints() {
        return checkpoints;
    }

    @Override
    public void restart(Move move) {
        if (move.destination() == Destination.WHERE_IT_IS) {
            allocator.spare(book.hidden());
        }
        Deployment from = deployment;
        Optional<VertexParallelism> available = getAvailableVertexParallelism();
        fleetJob.rescales()
                .moveBegins(
                        move.cause(),
                        available.map(Deployment::highest).orElse(0),
                        move.checkpointId());
        if (getRescaleTimeline().isIdling()) {
            getRescaleTimeline().newRescale(false);
        }
        moving = true;
        try {
            goToRestarting(
                    from.graph(),
                    from.handler(),
                    from.coordinators(),
                    Duration.ZERO,
                    available.orElse(null),
                    from.failures());
        } finally {
            moving = false;
        }
    }

    private void updateStatus(JobStatus status) {
        fleetJob.update(
                deployment == null
                        ? new FleetJob.Status(status.name(), 0, Map.of(), null)
                        : new FleetJob.Status(
                                status.name(),
                                deployment.parallelism(),
                                deployment.slotsInUse(),
                                phase == Phase.EXECUTING ? deployment.runningTasks() : null));
    }
}
