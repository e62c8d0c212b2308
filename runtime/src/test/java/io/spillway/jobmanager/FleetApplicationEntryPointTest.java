package io.spillway.jobmanager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.google.inject.Guice;
import com.google.inject.Injector;
import io.spillway.ha.HaPreflight;
import io.spillway.ha.ObjectStoreHaServices;
import io.spillway.ha.ObjectStoreHaServicesFactory;
import io.spillway.ha.OtherProgramException;
import io.spillway.ha.election.Leadership;
import io.spillway.ha.lease.LeaseTerms;
import io.spillway.ha.local.LocalDirectoryStore;
import io.spillway.jobmanager.rest.FleetRestEndpointFactory;
import io.spillway.jobmanager.scalein.FleetScaleIn;
import io.spillway.jobmanager.scheduling.DrainingDispatcherFactory;
import io.spillway.program.JobFingerprint;
import io.spillway.settings.ConfigurationFile;
import io.spillway.settings.HaOptions;
import io.spillway.settings.MoveSettings;
import io.spillway.settings.SettingsReader;
import io.spillway.settings.SignalSettings;
import io.spillway.testing.RecordingContender;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.flink.api.common.JobID;
import org.apache.flink.client.program.PackagedProgram;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.HighAvailabilityOptions;
import org.apache.flink.configuration.WebOptions;
import org.apache.flink.runtime.highavailability.HighAvailabilityServices;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.jobmanager.ExecutionPlanStore;
import org.apache.flink.runtime.leaderelection.DefaultLeaderElectionService;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a JobManager does when its process is asked to end, beyond what Flink does. */
class FleetApplicationEntryPointTest {

    /** Longer than any test: whoever leads after another was given the lease. */
    private static final Duration LEASE = Duration.ofMinutes(10);

    private static final JobFingerprint MINE =
            new JobFingerprint("job-2.jar", "aa", Job.class.getName(), "bb");

    /** A job that never gets to run in these tests. */
    public static final class Job {
        public static void main(String[] args) {}
    }

    @TempDir private Path directory;

    @Test
    void anotherLeadsBeforeFlinkBeginsToClose() throws Exception {
        Configuration configuration = configuration();
        FleetApplicationEntryPoint entryPoint = entryPoint(configuration);
        try (HighAvailabilityServices services =
                        entryPoint.createHaServices(configuration, Runnable::run, null);
                LocalDirectoryStore store = store();
                Leadership other = new Leadership(store, promptly(), leader -> {});
                DefaultLeaderElectionService others =
                        new DefaultLeaderElectionService(other::stand);
                RecordingContender leaving =
                        new RecordingContender(
                                services.getJobManagerLeaderElection(new JobID()), "leaving");
                RecordingContender next =
                        new RecordingContender(
                                others.createLeaderElection("job_manager-1"), "next")) {
            leaving.start();
            await().until(() -> leaving.session != null);
            next.start();
            List<String> events = new CopyOnWriteArrayList<>();
            CompletableFuture<Void> closed =
                    entryPoint
                            .getTerminationFuture()
                            .thenRun(
                                    () ->
                                            events.add(
                                                    "closed, another leads: "
                                                            + (next.session != null)));

            entryPoint.closeAsync().get();

            closed.get();
            await().until(() -> next.session != null && leaving.session == null);
            assertThat(events).containsExactly("closed, another leads: true");
        }
    }

    @Test
    void aStoredJobOfAnotherJarIsNoFailureOfFlinks() throws Exception {
        FleetApplicationEntryPoint entryPoint = entryPoint(configuration());
        OtherProgramException refusal = refusal();

        entryPoint.onFatalError(new IllegalStateException("recovery", refusal));

        assertThat(entryPoint.otherProgram()).isCompletedWithValue(refusal);
        assertThat(entryPoint.getTerminationFuture()).isNotDone();
        entryPoint.closeAsync().get();
    }

    /** As a JobManager gets it that finds another's job. */
    private OtherProgramException refusal() throws Exception {
        Configuration configuration = configuration();
        try (HighAvailabilityServices services =
                        new ObjectStoreHaServicesFactory()
                                .createHAServices(configuration, Runnable::run);
                RecordingContender leader =
                        new RecordingContender(services.getDispatcherLeaderElection(), "leader")) {
            ((ObjectStoreHaServices) services)
                    .startsJobsWith(
                            new JobFingerprint("job-1.jar", "cc", "Main", "dd"), Optional.empty());
            leader.start();
            await().until(() -> leader.session != null);
            ExecutionPlanStore plans = services.getExecutionPlanStore();
            plans.start(new NoListener());
            assertThat(plans.getJobIds()).isEmpty();
            plans.putExecutionPlan(new JobGraph("stored"));
        }
        return catchThrowableOfType(
                OtherProgramException.class,
                () -> HaPreflight.check(configuration, MINE, Optional.empty()));
    }

    private static final class NoListener implements ExecutionPlanStore.ExecutionPlanListener {
        @Override
        public void onAddedExecutionPlan(JobID job) {}

        @Override
        public void onRemovedExecutionPlan(JobID job) {}
    }

    private Configuration configuration() {
        return new Configuration()
                .set(HighAvailabilityOptions.HA_MODE, ObjectStoreHaServicesFactory.class.getName())
                .set(
                        HighAvailabilityOptions.HA_STORAGE_PATH,
                        directory.resolve("ha").toUri().toString())
                .set(HaOptions.LEASE.option(), LEASE)
                .set(WebOptions.TMP_DIR, directory.resolve("web").toString());
    }

    private LocalDirectoryStore store() throws Exception {
        return LocalDirectoryStore.open(
                directory.resolve("ha/default/spillway"), Duration.ofSeconds(30));
    }

    private static LeaseTerms promptly() {
        Duration look = Duration.ofMillis(20);
        return new LeaseTerms(LEASE, LEASE.dividedBy(3), look, look, 0.05);
    }

    private FleetApplicationEntryPoint entryPoint(Configuration configuration) throws Exception {
        SettingsReader reader = new SettingsReader(ConfigurationFile.of(new Configuration()));
        Injector injector =
                Guice.createInjector(
                        new JobManagerModule(
                                MoveSettings.read(reader),
                                SignalSettings.read(reader),
                                Optional.empty(),
                                Optional.empty()));
        return FleetApplicationEntryPoint.create(
                configuration,
                PackagedProgram.newBuilder().setEntryPointClassName(Job.class.getName()).build(),
                MINE,
                Optional.empty(),
                injector.getInstance(DrainingDispatcherFactory.class),
                injector.getInstance(FleetRestEndpointFactory.class),
                injector.getInstance(FleetScaleIn.class));
    }
}
