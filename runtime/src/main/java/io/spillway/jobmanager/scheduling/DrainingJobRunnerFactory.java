package io.spillway.jobmanager.scheduling;

import com.google.inject.Inject;
import io.spillway.jobmanager.drain.DrainBook;
import io.spillway.jobmanager.drain.MoveTiming;
import io.spillway.jobmanager.drain.Ticker;
import io.spillway.jobmanager.fleet.Fleet;
import io.spillway.jobmanager.fleet.FleetJob;
import java.util.Collection;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.failure.FailureEnricher;
import org.apache.flink.runtime.dispatcher.JobManagerRunnerFactory;
import org.apache.flink.runtime.execution.librarycache.LibraryCacheManager;
import org.apache.flink.runtime.executiongraph.JobStatusListener;
import org.apache.flink.runtime.heartbeat.HeartbeatServices;
import org.apache.flink.runtime.highavailability.HighAvailabilityServices;
import org.apache.flink.runtime.jobgraph.JobType;
import org.apache.flink.runtime.jobmaster.DefaultSlotPoolServiceSchedulerFactory;
import org.apache.flink.runtime.jobmaster.JobManagerRunner;
import org.apache.flink.runtime.jobmaster.JobManagerSharedServices;
import org.apache.flink.runtime.jobmaster.JobMasterConfiguration;
import org.apache.flink.runtime.jobmaster.JobMasterServiceLeadershipRunner;
import org.apache.flink.runtime.jobmaster.SlotPoolServiceSchedulerFactory;
import org.apache.flink.runtime.jobmaster.factories.DefaultJobMasterServiceFactory;
import org.apache.flink.runtime.jobmaster.factories.DefaultJobMasterServiceProcessFactory;
import org.apache.flink.runtime.jobmaster.factories.JobManagerJobMetricGroupFactory;
import org.apache.flink.runtime.rpc.FatalErrorHandler;
import org.apache.flink.runtime.rpc.RpcService;
import org.apache.flink.streaming.api.graph.ExecutionPlan;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.apache.flink.util.MdcUtils;

/**
 * Stands in for Flink's {@code JobMasterServiceLeadershipRunnerFactory}, an enum that hard-wires
 * the scheduler: streaming jobs get a {@link DrainingScheduler}, others what Flink gives them.
 */
public final class DrainingJobRunnerFactory implements JobManagerRunnerFactory {

    private final DrainBook book;
    private final Fleet fleet;
    private final MoveTiming timing;
    private final Ticker ticker;

    @Inject
    public DrainingJobRunnerFactory(DrainBook book, Fleet fleet, MoveTiming timing, Ticker ticker) {
        this.book = book;
        this.fleet = fleet;
        this.timing = timing;
        this.ticker = ticker;
    }

    @Override
    public JobManagerRunner createJobManagerRunner(
            ExecutionPlan plan,
            Configuration configuration,
            RpcService rpcService,
            HighAvailabilityServices highAvailabilityServices,
            HeartbeatServices heartbeatServices,
            JobManagerSharedServices jobManagerServices,
            JobManagerJobMetricGroupFactory metricGroupFactory,
            FatalErrorHandler fatalErrorHandler,
            Collection<FailureEnricher> failureEnrichers,
            JobStatusListener jobStatusListener,
            long initializationTimestamp)
            throws Exception {
        if (plan.isEmpty()) {
            throw new IllegalArgumentException("The job " + plan.getName() + " has no operator");
        }
        LibraryCacheManager.ClassLoaderLease classLoaderLease =
                jobManagerServices
                        .getLibraryCacheManager()
                        .registerClassLoaderLease(
                                plan.getJobID(), plan.getApplicationId().orElseThrow());
        ClassLoader userCodeClassLoader =
                classLoaderLease
                        .getOrResolveClassLoader(plan.getUserJarBlobKeys(), plan.getClasspaths())
                        .asClassLoader();
        if (plan instanceof StreamGraph streamGraph) {
            streamGraph.deserializeUserDefinedInstances(
                    userCodeClassLoader, jobManagerServices.getFutureExecutor());
        }

        boolean streaming = plan.getJobType() == JobType.STREAMING;
        DefaultJobMasterServiceFactory serviceFactory =
                new DefaultJobMasterServiceFactory(
                        MdcUtils.scopeToJob(plan.getJobID(), jobManagerServices.getIoExecutor()),
                        rpcService,
                        JobMasterConfiguration.fromConfiguration(configuration),
                        plan,
                        highAvailabilityServices,
                        streaming
                                ? drainingSchedulerFactory(plan, configuration)
                                : DefaultSlotPoolServiceSchedulerFactory.fromConfiguration(
                                        configuration, plan.getJobType(), plan.isDynamic()),
                        jobManagerServices,
                        heartbeatServices,
                        metricGroupFactory,
                        fatalErrorHandler,
                        userCodeClassLoader,
                        failureEnrichers,
                        streaming ? jobStatusListener : holdingDrains(plan, jobStatusListener),
                        initializationTimestamp);
        return new JobMasterServiceLeadershipRunner(
                new DefaultJobMasterServiceProcessFactory(
                        plan.getJobID(),
                        plan.getName(),
                        plan.getJobType(),
                        plan.getCheckpointingSettings(),
                        initializationTimestamp,
                        serviceFactory),
                highAvailabilityServices.getJobManagerLeaderElection(plan.getJobID()),
                highAvailabilityServices.getJobResultStore(),
                classLoaderLease,
                fatalErrorHandler);
    }

    private SlotPoolServiceSchedulerFactory drainingSchedulerFactory(
            ExecutionPlan plan, Configuration configuration) {
        FleetJob job = fleet.jobFor(plan.getJobID().toString(), plan.getName());
        return new DrainingSchedulerFactory(configuration, book, job, timing, ticker);
    }

    /** A batch job isn't moved: a drain waits until it has ended, or until its deadline. */
    private JobStatusListener holdingDrains(ExecutionPlan plan, JobStatusListener listener) {
        String job = plan.getJobID().toString();
        book.register(job, () -> {});
        return (jobId, newStatus, timestamp) -> {
            if (newStatus.isTerminalState()) {
                book.deregister(job);
            }
            listener.jobStatusChanges(jobId, newStatus, timestamp);
        };
    }
}
