package io.spillway.jobmanager;

import io.spillway.ha.ObjectStoreHaServices;
import io.spillway.jobmanager.rest.FleetRestEndpointFactory;
import io.spillway.jobmanager.scheduling.DrainingDispatcherFactory;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.apache.flink.client.deployment.application.ApplicationClusterEntryPoint;
import org.apache.flink.client.deployment.application.ApplicationDispatcherLeaderProcessFactoryFactory;
import org.apache.flink.client.program.PackagedProgram;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.plugin.PluginManager;
import org.apache.flink.runtime.dispatcher.runner.DefaultDispatcherRunnerFactory;
import org.apache.flink.runtime.entrypoint.component.DefaultDispatcherResourceManagerComponentFactory;
import org.apache.flink.runtime.entrypoint.component.DispatcherResourceManagerComponentFactory;
import org.apache.flink.runtime.highavailability.HighAvailabilityServices;
import org.apache.flink.runtime.resourcemanager.StandaloneResourceManagerFactory;
import org.apache.flink.runtime.rpc.RpcSystemUtils;
import org.apache.flink.util.concurrent.FutureUtils;

/** Flink's application cluster with our scheduler and our calls on its REST server. */
final class FleetApplicationEntryPoint extends ApplicationClusterEntryPoint {

    private final PackagedProgram program;
    private final DrainingDispatcherFactory dispatcherFactory;
    private final FleetRestEndpointFactory restEndpointFactory;
    private final CompletableFuture<Void> endedElsewhere = new CompletableFuture<>();

    private FleetApplicationEntryPoint(
            Configuration configuration,
            PackagedProgram program,
            DrainingDispatcherFactory dispatcherFactory,
            FleetRestEndpointFactory restEndpointFactory) {
        super(configuration, program, StandaloneResourceManagerFactory.getInstance());
        this.program = program;
        this.dispatcherFactory = dispatcherFactory;
        this.restEndpointFactory = restEndpointFactory;
    }

    /**
     * @param configuration changed: gets the program's jars
     */
    static FleetApplicationEntryPoint create(
            Configuration configuration,
            PackagedProgram program,
            DrainingDispatcherFactory dispatcherFactory,
            FleetRestEndpointFactory restEndpointFactory)
            throws Exception {
        configureExecution(configuration, program);
        return new FleetApplicationEntryPoint(
                configuration, program, dispatcherFactory, restEndpointFactory);
    }

    @Override
    protected void initializeServices(Configuration configuration, PluginManager pluginManager)
            throws Exception {
        CheckpointPreflight.check(configuration);
        super.initializeServices(configuration, pluginManager);
    }

    @Override
    protected HighAvailabilityServices createHaServices(
            Configuration configuration, Executor executor, RpcSystemUtils rpcSystem)
            throws Exception {
        HighAvailabilityServices services =
                super.createHaServices(configuration, executor, rpcSystem);
        if (services instanceof ObjectStoreHaServices ours) {
            FutureUtils.forward(ours.ended(), endedElsewhere);
        }
        return services;
    }

    /** Completes when another JobManager, which this one stands by for, has ended the job. */
    CompletableFuture<Void> endedElsewhere() {
        return endedElsewhere;
    }

    @Override
    protected boolean supportsReactiveMode() {
        return true;
    }

    @Override
    protected DispatcherResourceManagerComponentFactory
            createDispatcherResourceManagerComponentFactory(Configuration configuration) {
        return new DefaultDispatcherResourceManagerComponentFactory(
                new DefaultDispatcherRunnerFactory(
                        ApplicationDispatcherLeaderProcessFactoryFactory.create(
                                configuration, dispatcherFactory, program)),
                StandaloneResourceManagerFactory.getInstance(),
                restEndpointFactory);
    }
}
