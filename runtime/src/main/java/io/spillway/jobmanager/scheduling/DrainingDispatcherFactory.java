package io.spillway.jobmanager.scheduling;

import com.google.inject.Inject;
import io.spillway.jobmanager.metrics.FleetSignal;
import java.util.Collection;
import org.apache.flink.runtime.application.AbstractApplication;
import org.apache.flink.runtime.dispatcher.Dispatcher;
import org.apache.flink.runtime.dispatcher.DispatcherBootstrapFactory;
import org.apache.flink.runtime.dispatcher.DispatcherFactory;
import org.apache.flink.runtime.dispatcher.DispatcherId;
import org.apache.flink.runtime.dispatcher.DispatcherServices;
import org.apache.flink.runtime.dispatcher.PartialDispatcherServicesWithPersistenceComponents;
import org.apache.flink.runtime.dispatcher.StandaloneDispatcher;
import org.apache.flink.runtime.dispatcher.cleanup.CheckpointResourcesCleanupRunnerFactory;
import org.apache.flink.runtime.highavailability.ApplicationResult;
import org.apache.flink.runtime.jobmaster.JobResult;
import org.apache.flink.runtime.rpc.RpcService;
import org.apache.flink.streaming.api.graph.ExecutionPlan;

/** Flink's dispatcher with {@link DrainingJobRunnerFactory} for its jobs. */
public final class DrainingDispatcherFactory implements DispatcherFactory {

    private final DrainingJobRunnerFactory runnerFactory;
    private final FleetSignal signal;

    @Inject
    public DrainingDispatcherFactory(DrainingJobRunnerFactory runnerFactory, FleetSignal signal) {
        this.runnerFactory = runnerFactory;
        this.signal = signal;
    }

    @Override
    public Dispatcher createDispatcher(
            RpcService rpcService,
            DispatcherId fencingToken,
            Collection<ExecutionPlan> recoveredJobs,
            Collection<JobResult> recoveredDirtyJobResults,
            Collection<AbstractApplication> recoveredApplications,
            Collection<ApplicationResult> recoveredDirtyApplicationResults,
            DispatcherBootstrapFactory dispatcherBootstrapFactory,
            PartialDispatcherServicesWithPersistenceComponents services)
            throws Exception {
        DispatcherServices dispatcherServices =
                DispatcherServices.from(
                        services, runnerFactory, CheckpointResourcesCleanupRunnerFactory.INSTANCE);
        // The dispatcher closes this group when it stops to lead.
        signal.register(dispatcherServices.getJobManagerMetricGroup());
        return new StandaloneDispatcher(
                rpcService,
                fencingToken,
                recoveredJobs,
                recoveredDirtyJobResults,
                recoveredApplications,
                recoveredDirtyApplicationResults,
                dispatcherBootstrapFactory,
                dispatcherServices);
    }
}
