package io.spillway.jobmanager.scheduling;

import io.spillway.jobmanager.drain.DrainBook;
import io.spillway.jobmanager.drain.MoveTiming;
import io.spillway.jobmanager.drain.SuspectedTaskManagers;
import io.spillway.jobmanager.drain.Ticker;
import io.spillway.jobmanager.fleet.FleetJob;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import org.apache.flink.api.common.ApplicationID;
import org.apache.flink.api.common.JobID;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.DeploymentOptions;
import org.apache.flink.configuration.HeartbeatManagerOptions;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.RpcOptions;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.core.failure.FailureEnricher;
import org.apache.flink.runtime.blob.BlobWriter;
import org.apache.flink.runtime.blocklist.BlocklistOperations;
import org.apache.flink.runtime.checkpoint.CheckpointRecoveryFactory;
import org.apache.flink.runtime.checkpoint.CheckpointsCleaner;
import org.apache.flink.runtime.concurrent.ComponentMainThreadExecutor;
import org.apache.flink.runtime.executiongraph.JobStatusListener;
import org.apache.flink.runtime.executiongraph.failover.RestartBackoffTimeStrategy;
import org.apache.flink.runtime.executiongraph.failover.RestartBackoffTimeStrategyFactoryLoader;
import org.apache.flink.runtime.io.network.partition.JobMasterPartitionTracker;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.jobgraph.JobResourceRequirements;
import org.apache.flink.runtime.jobmaster.ExecutionDeploymentTracker;
import org.apache.flink.runtime.jobmaster.SlotPoolServiceSchedulerFactory;
import org.apache.flink.runtime.jobmaster.slotpool.DeclarativeSlotPool;
import org.apache.flink.runtime.jobmaster.slotpool.DeclarativeSlotPoolFactory;
import org.apache.flink.runtime.jobmaster.slotpool.SlotPoolService;
import org.apache.flink.runtime.metrics.groups.JobManagerJobMetricGroup;
import org.apache.flink.runtime.rpc.FatalErrorHandler;
import org.apache.flink.runtime.scheduler.DefaultExecutionGraphFactory;
import org.apache.flink.runtime.scheduler.SchedulerNG;
import org.apache.flink.runtime.scheduler.adaptive.AdaptiveScheduler;
import org.apache.flink.runtime.scheduler.adaptive.AdaptiveSchedulerFactory;
import org.apache.flink.runtime.shuffle.ShuffleMaster;
import org.apache.flink.streaming.api.graph.ExecutionPlan;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.apache.flink.util.clock.SystemClock;
import org.slf4j.Logger;

/**
 * Makes a {@link DrainingScheduler} and its slot pool for one streaming job, the way {@link
 * AdaptiveSchedulerFactory} makes Flink's.
 */
final class DrainingSchedulerFactory implements SlotPoolServiceSchedulerFactory {

    private final Configuration configuration;
    private final DrainBook book;
    private final FleetJob fleetJob;
    private final MoveTiming timing;
    private final Ticker ticker;

    DrainingSchedulerFactory(
            Configuration configuration,
            DrainBook book,
            FleetJob fleetJob,
            MoveTiming timing,
            Ticker ticker) {
        this.configuration = configuration;
        this.book = book;
        this.fleetJob = fleetJob;
        this.timing = timing;
        this.ticker = ticker;
    }

    @Override
    public SlotPoolService createSlotPoolService(
            JobID jid,
            ApplicationID applicationId,
            DeclarativeSlotPoolFactory declarativeSlotPoolFactory,
            ComponentMainThreadExecutor componentMainThreadExecutor) {
        return new ObservedSlotPoolService(
                jid,
                applicationId,
                declarativeSlotPoolFactory,
                SystemClock.getInstance(),
                configuration.get(JobManagerOptions.SLOT_IDLE_TIMEOUT),
                configuration.get(RpcOptions.ASK_TIMEOUT_DURATION),
                configuration.get(JobManagerOptions.SLOT_REQUEST_MAX_INTERVAL),
                componentMainThreadExecutor);
    }

    @Override
    public JobManagerOptions.SchedulerType getSchedulerType() {
        return JobManagerOptions.SchedulerType.Adaptive;
    }

    @Override
    public SchedulerNG createScheduler(
            Logger log,
            ExecutionPlan executionPlan,
            Executor ioExecutor,
            Configuration jobMasterConfiguration,
            SlotPoolService slotPoolService,
            ScheduledExecutorService futureExecutor,
            ClassLoader userCodeLoader,
            CheckpointRecoveryFactory checkpointRecoveryFactory,
            Duration rpcTimeout,
            BlobWriter blobWriter,
            JobManagerJobMetricGroup jobManagerJobMetricGroup,
            Duration slotRequestTimeout,
            ShuffleMaster<?> shuffleMaster,
            JobMasterPartitionTracker partitionTracker,
            ExecutionDeploymentTracker executionDeploymentTracker,
            long initializationTimestamp,
            ComponentMainThreadExecutor mainThreadExecutor,
            FatalErrorHandler fatalErrorHandler,
            JobStatusListener jobStatusListener,
            Collection<FailureEnricher> failureEnrichers,
            BlocklistOperations blocklistOperations)
            throws Exception {
        JobGraph jobGraph =
                executionPlan instanceof StreamGraph streamGraph
                        ? streamGraph.getJobGraph(userCodeLoader)
                        : (JobGraph) executionPlan;
        DeclarativeSlotPool slotPool =
                slotPoolService.castInto(DeclarativeSlotPool.class).orElseThrow();
        RestartBackoffTimeStrategy restartStrategy =
                RestartBackoffTimeStrategyFactoryLoader.createRestartBackoffTimeStrategyFactory(
                                jobGraph.getJobConfiguration(),
                                jobMasterConfiguration,
                                jobGraph.isCheckpointingEnabled())
                        .create();
        SuspectedTaskManagers suspects =
                new SuspectedTaskManagers(
                        ticker,
                        jobMasterConfiguration
                                .get(HeartbeatManagerOptions.HEARTBEAT_TIMEOUT)
                                .plus(
                                        jobMasterConfiguration.get(
                                                HeartbeatManagerOptions.HEARTBEAT_INTERVAL)));
        DrainingSlotAllocator allocator =
                new DrainingSlotAllocator(
                        AdaptiveSchedulerFactory.createSlotSharingSlotAllocator(
                                slotPool,
                                jobMasterConfiguration.get(StateRecoveryOptions.LOCAL_RECOVERY),
                                jobMasterConfiguration.get(DeploymentOptions.TARGET),
                                jobMasterConfiguration.get(
                                        JobManagerOptions
                                                .SCHEDULER_PREFER_MINIMAL_TASKMANAGERS_ENABLED),
                                jobMasterConfiguration.get(
                                        TaskManagerOptions.TASK_MANAGER_LOAD_BALANCE_MODE)),
                        taskManager -> book.hidden().contains(taskManager),
                        suspects::contains);
        DrainingScheduler scheduler =
                new DrainingScheduler(
                        AdaptiveScheduler.Settings.of(
                                jobMasterConfiguration, jobGraph.getCheckpointingSettings()),
                        jobGraph,
                        JobResourceRequirements.readFromExecutionPlan(jobGraph).orElse(null),
                        jobMasterConfiguration,
                        slotPool,
                        allocator,
                        ioExecutor,
                        userCodeLoader,
                        new CheckpointsCleaner(),
                        new RecoveredSlots(checkpointRecoveryFactory, jobGraph),
                        jobManagerJobMetricGroup,
                        restartStrategy,
                        initializationTimestamp,
                        mainThreadExecutor,
                        fatalErrorHandler,
                        jobStatusListener,
                        failureEnrichers,
                        new TimedCheckpoints(
                                new DefaultExecutionGraphFactory(
                                        jobMasterConfiguration,
                                        userCodeLoader,
                                        executionDeploymentTracker,
                                        futureExecutor,
                                        ioExecutor,
                                        rpcTimeout,
                                        jobManagerJobMetricGroup,
                                        blobWriter,
                                        shuffleMaster,
                                        partitionTracker),
                                SystemClock.getInstance()),
                        book,
                        fleetJob,
                        suspects,
                        timing,
                        ticker,
                        SystemClock.getInstance());
        ((ObservedSlotPoolService) slotPoolService).observe(scheduler);
        return scheduler;
    }
}
