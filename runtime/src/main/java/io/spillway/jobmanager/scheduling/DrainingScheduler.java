package io.spillway.jobmanager.scheduling;

import io.spillway.jobmanager.drain.Alarm;
import io.spillway.jobmanager.drain.DrainBook;
import io.spillway.jobmanager.drain.MovableJob;
import io.spillway.jobmanager.drain.Move;
import io.spillway.jobmanager.drain.MovePlanner;
import io.spillway.jobmanager.drain.MoveTiming;
import io.spillway.jobmanager.drain.SuspectedTaskManagers;
import io.spillway.jobmanager.drain.Ticker;
import io.spillway.jobmanager.fleet.FleetJob;
import io.spillway.restapi.FleetView.Cause;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.CheckpointType;
import org.apache.flink.core.failure.FailureEnricher;
import org.apache.flink.runtime.checkpoint.CheckpointRecoveryFactory;
import org.apache.flink.runtime.checkpoint.CheckpointScheduling;
import org.apache.flink.runtime.checkpoint.CheckpointsCleaner;
import org.apache.flink.runtime.checkpoint.CompletedCheckpoint;
import org.apache.flink.runtime.concurrent.ComponentMainThreadExecutor;
import org.apache.flink.runtime.execution.ExecutionState;
import org.apache.flink.runtime.executiongraph.ArchivedExecutionGraph;
import org.apache.flink.runtime.executiongraph.ExecutionGraph;
import org.apache.flink.runtime.executiongraph.JobStatusListener;
import org.apache.flink.runtime.executiongraph.TaskExecutionStateTransition;
import org.apache.flink.runtime.executiongraph.failover.RestartBackoffTimeStrategy;
import org.apache.flink.runtime.io.network.netty.exception.RemoteTransportException;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.jobgraph.JobResourceRequirements;
import org.apache.flink.runtime.jobmaster.SlotInfo;
import org.apache.flink.runtime.jobmaster.slotpool.DeclarativeSlotPool;
import org.apache.flink.runtime.metrics.groups.JobManagerJobMetricGroup;
import org.apache.flink.runtime.rpc.FatalErrorHandler;
import org.apache.flink.runtime.scheduler.ExecutionGraphFactory;
import org.apache.flink.runtime.scheduler.ExecutionGraphHandler;
import org.apache.flink.runtime.scheduler.OperatorCoordinatorHandler;
import org.apache.flink.runtime.scheduler.adaptive.AdaptiveScheduler;
import org.apache.flink.runtime.scheduler.adaptive.allocator.VertexParallelism;
import org.apache.flink.runtime.scheduler.exceptionhistory.ExceptionHistoryEntry;
import org.apache.flink.util.ExceptionUtils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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

    /** The first start waits a little, so that it doesn't begin on one TaskManager of many. */
    private enum FirstStart {
        NO_SLOT_YET,
        COLLECTING,
        DUE
    }

    private static final Logger LOG = LoggerFactory.getLogger(DrainingScheduler.class);

    private final String jobKey;
    private final ComponentMainThreadExecutor mainThread;
    private final DeclarativeSlotPool slotPool;
    private final DrainingSlotAllocator allocator;
    private final DrainBook book;
    private final FleetJob fleetJob;
    private final MovePlanner planner;
    private final SuspectedTaskManagers suspects;
    private final ClassLoader userCode;
    private final Duration startWindow;

    private Phase phase = Phase.CREATED;
    private Deployment deployment;
    private ExecutionGraph waitingAfter;
    private boolean moving;
    private FirstStart firstStart = FirstStart.NO_SLOT_YET;

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
            CheckpointRecoveryFactory checkpointRecoveryFactory,
            JobManagerJobMetricGroup jobManagerJobMetricGroup,
            RestartBackoffTimeStrategy restartBackoffTimeStrategy,
            long initializationTimestamp,
            ComponentMainThreadExecutor mainThreadExecutor,
            FatalErrorHandler fatalErrorHandler,
            JobStatusListener jobStatusListener,
            Collection<FailureEnricher> failureEnrichers,
            ExecutionGraphFactory executionGraphFactory,
            DrainBook book,
            FleetJob fleetJob,
            SuspectedTaskManagers suspects,
            MoveTiming timing,
            Ticker ticker)
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
                executionGraphFactory);
        this.jobKey = jobGraph.getJobID().toString();
        this.mainThread = mainThreadExecutor;
        this.slotPool = declarativeSlotPool;
        this.allocator = slotAllocator;
        this.book = book;
        this.fleetJob = fleetJob;
        this.suspects = suspects;
        this.userCode = userCodeClassLoader;
        this.startWindow = timing.startWindow();
        this.planner = new MovePlanner(jobKey, book, this, timing, ticker, this::alarm);
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
        return phase != Phase.EXECUTING
                && firstStart == FirstStart.DUE
                && super.hasSufficientResources();
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
        deployment = null;
        updateStatus(requestJobStatus());
        planner.idle();
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
        firstStart = FirstStart.DUE;
        waitingAfter = null;
        deployment =
                new Deployment(
                        executionGraph,
                        executionGraphHandler,
                        operatorCoordinatorHandler,
                        failureCollection);
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
        phase = Phase.ENDED;
        deployment = null;
        updateStatus(archivedExecutionGraph.getState());
        planner.idle();
        book.deregister(jobKey);
    }

    @Override
    public boolean updateTaskExecutionState(TaskExecutionStateTransition transition) {
        if (transition.getExecutionState() == ExecutionState.FAILED) {
            noticeLoss(transition.getError(userCode));
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

    /**
     * When a task can't reach another TaskManager, that one is most likely dead. Its slots stay in
     * the pool until heartbeats have noticed; the restart must not use them.
     */
    private void noticeLoss(Throwable failure) {
        Optional<RemoteTransportException> unreachable =
                ExceptionUtils.findThrowable(failure, RemoteTransportException.class);
        if (unreachable.isEmpty()) {
            return;
        }
        SocketAddress address = unreachable.get().getAddress();
        slotPool.getAllSlotsInformation().stream()
                .map(SlotInfo::getTaskManagerLocation)
                .filter(at -> address.equals(new InetSocketAddress(at.address(), at.dataPort())))
                .map(at -> at.getResourceID().toString())
                .findAny()
                .ifPresent(this::suspect);
    }

    private void suspect(String taskManager) {
        if (!suspects.suspect(taskManager)) {
            return;
        }
        if (!canRunOnWhatStays()) {
            // Better to try it again than to wait with nothing at all.
            suspects.clear(taskManager);
            return;
        }
        LOG.info(
                "Job {}: TaskManager {} can't be reached by others; not used for {} ms unless it proves to be lost",
                jobKey,
                taskManager,
                suspects.term().toMillis());
        alarm(suspects.term().plusMillis(1), this::visibleSlotsChanged);
    }

    private void allRunning() {
        if (phase == Phase.EXECUTING && deployment.isRunning()) {
            Set<String> machines = taskManagersInUse();
            fleetJob.rescales().running(deployment.parallelism(), machines);
            updateStatus(JobStatus.RUNNING);
            planner.running();
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
        suspects.clear(taskManager);
    }

    @Override
    public void slotsChanged() {
        if (firstStart == FirstStart.NO_SLOT_YET && canRunOnWhatStays()) {
            firstStart = FirstStart.COLLECTING;
            alarm(
                    startWindow,
                    () -> {
                        firstStart = FirstStart.DUE;
                        visibleSlotsChanged();
                    });
        }
        planner.reconsider();
    }

    private void visibleSlotsChanged() {
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
    public boolean takesCheckpoints() {
        return deployment != null && deployment.takesCheckpoints();
    }

    @Override
    public boolean hasCompletedCheckpoint() {
        return deployment != null && deployment.hasCompletedCheckpoint();
    }

    @Override
    public CompletionStage<Long> takeCheckpoint() {
        return triggerCheckpoint(CheckpointType.CONFIGURED)
                .thenApply(CompletedCheckpoint::getCheckpointID);
    }

    @Override
    public void restart(Move move) {
        Deployment from = deployment;
        Optional<VertexParallelism> available = getAvailableVertexParallelism();
        fleetJob.rescales()
                .moveBegins(
                        move.isDrain() ? Cause.DRAIN : Cause.JOIN,
                        available.map(DrainingScheduler::highest).orElse(0),
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

    private static int highest(VertexParallelism parallelism) {
        return parallelism.getVertices().stream()
                .mapToInt(parallelism::getParallelism)
                .max()
                .orElse(0);
    }

    private void updateStatus(JobStatus status) {
        fleetJob.update(
                deployment == null
                        ? new FleetJob.Status(status.name(), 0, Map.of())
                        : new FleetJob.Status(
                                status.name(), deployment.parallelism(), deployment.slotsInUse()));
    }
}
