package io.spillway.jobmanager.scheduling;

import com.google.inject.Inject;
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

    @Inject
    public DrainingDispatcherFactory(DrainingJobRunnerFactory runnerFactory) {
        this.runnerFactory = runnerFactory;
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
        return new StandaloneDispatcher(
                rpcService,
                fencingToken,
                recoveredJobs,
                recoveredDirtyJobResults,
                recoveredApplications,
                recoveredDirtyApplicationResults,
                dispatcherBootstrapFactory,
                DispatcherServices.from(
                        services, runnerFactory, CheckpointResourcesCleanupRunnerFactory.INSTANCE));
    }
}
