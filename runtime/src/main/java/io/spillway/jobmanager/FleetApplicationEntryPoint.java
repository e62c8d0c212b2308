package io.spillway.jobmanager;

import io.spillway.ha.ObjectStoreHaServices;
import io.spillway.ha.OtherProgramException;
import io.spillway.jobmanager.rest.FleetRestEndpointFactory;
import io.spillway.jobmanager.scalein.FleetScaleIn;
import io.spillway.jobmanager.scheduling.DrainingDispatcherFactory;
import io.spillway.program.JobFingerprint;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
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
import org.apache.flink.util.ExceptionUtils;
import org.apache.flink.util.concurrent.FutureUtils;

/** Flink's application cluster with our scheduler and our calls on its REST server. */
final class FleetApplicationEntryPoint extends ApplicationClusterEntryPoint {

    private final PackagedProgram program;
    private final DrainingDispatcherFactory dispatcherFactory;
    private final FleetRestEndpointFactory restEndpointFactory;
    private final FleetScaleIn scaleIn;
    private final JobFingerprint fingerprint;
    private final Optional<String> supersedes;
    private final CompletableFuture<Void> endedElsewhere = new CompletableFuture<>();
    private final AtomicReference<ObjectStoreHaServices> highAvailability = new AtomicReference<>();
    private final CompletableFuture<OtherProgramException> otherProgram = new CompletableFuture<>();

    private FleetApplicationEntryPoint(
            Configuration configuration,
            PackagedProgram program,
            JobFingerprint fingerprint,
            Optional<String> supersedes,
            DrainingDispatcherFactory dispatcherFactory,
            FleetRestEndpointFactory restEndpointFactory,
            FleetScaleIn scaleIn) {
        super(configuration, program, StandaloneResourceManagerFactory.getInstance());
        this.program = program;
        this.fingerprint = fingerprint;
        this.supersedes = supersedes;
        this.dispatcherFactory = dispatcherFactory;
        this.restEndpointFactory = restEndpointFactory;
        this.scaleIn = scaleIn;
    }

    /**
     * @param configuration changed: gets the program's jars
     * @param fingerprint of the program
     * @param supersedes the hash of a jar whose stored jobs aren't gone on with
     */
    static FleetApplicationEntryPoint create(
            Configuration configuration,
            PackagedProgram program,
            JobFingerprint fingerprint,
            Optional<String> supersedes,
            DrainingDispatcherFactory dispatcherFactory,
            FleetRestEndpointFactory restEndpointFactory,
            FleetScaleIn scaleIn)
            throws Exception {
        configureExecution(configuration, program);
        return new FleetApplicationEntryPoint(
                configuration,
                program,
                fingerprint,
                supersedes,
                dispatcherFactory,
                restEndpointFactory,
                scaleIn);
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
            ours.startsJobsWith(fingerprint, supersedes);
            FutureUtils.forward(ours.ended(), endedElsewhere);
            scaleIn.keepJournal(ours.removals());
            highAvailability.set(ours);
        }
        return services;
    }

    /** Completes when another JobManager, which this one stands by for, has ended the job. */
    CompletableFuture<Void> endedElsewhere() {
        return endedElsewhere;
    }

    /**
     * SIGTERM, for one. Another JobManager can lead at once: Flink's own shutting down may take its
     * time, up to {@code rest.async.store-duration} when somebody has asked over REST for a
     * checkpoint and never for what became of it.
     */
    @Override
    public CompletableFuture<Void> closeAsync() {
        Optional.ofNullable(highAvailability.get()).ifPresent(ObjectStoreHaServices::resign);
        return super.closeAsync();
    }

    /** Completes when this JobManager leads, and a job is stored that isn't this one's. */
    CompletableFuture<OtherProgramException> otherProgram() {
        return otherProgram;
    }

    /** Flink would end the process in the middle of it, and by a stack trace. */
    @Override
    public void onFatalError(Throwable exception) {
        ExceptionUtils.findThrowable(exception, OtherProgramException.class)
                .ifPresentOrElse(otherProgram::complete, () -> super.onFatalError(exception));
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
