package io.spillway.ha;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.spillway.ha.lease.LeaseTerms;
import io.spillway.ha.local.LocalDirectoryStore;
import io.spillway.program.JobFingerprint;
import io.spillway.testing.RecordingContender;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.flink.api.common.JobID;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.HighAvailabilityOptions;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.jobmanager.ExecutionPlanStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several JobManagers of a cluster, and the job that one of them has stored. */
class StartedPlanStoreTest {
    private static final Duration LEASE = Duration.ofMinutes(10);
    private static final JobFingerprint OLD = new JobFingerprint("old.jar", "aa", "Main", "cc");
    private static final JobFingerprint NEW = new JobFingerprint("new.jar", "bb", "Main", "cc");
    private static final JobID JOB = new JobID();

    @TempDir private Path directory;
    private final List<AutoCloseable> toClose = new ArrayList<>();

    /** Not interested in others' jobs: there is one leader. */
    private static final class Ignoring implements ExecutionPlanStore.ExecutionPlanListener {
        @Override
        public void onAddedExecutionPlan(JobID job) {}

        @Override
        public void onRemovedExecutionPlan(JobID job) {}
    }

    /** What one process has of high availability. */
    private final class JobManager {
        final ObjectStoreHaServices services;
        final RecordingContender contender;

        JobManager(JobFingerprint program, String supersedes) throws Exception {
            this(program, supersedes, configuration());
        }

        JobManager(JobFingerprint program, String supersedes, Configuration configuration)
                throws Exception {
            HaPreflight.check(configuration, program, Optional.ofNullable(supersedes));
            Duration look = Duration.ofMillis(20);
            services =
                    ObjectStoreHaServices.create(
                            configuration,
                            Runnable::run,
                            new LeaseTerms(LEASE, LEASE.dividedBy(3), look, look, 0.05));
            toClose.add(services);
            services.startsJobsWith(program, Optional.ofNullable(supersedes));
            contender = new RecordingContender(services.getDispatcherLeaderElection(), "address");
            toClose.add(contender);
        }

        JobManager stand() throws Exception {
            contender.start();
            return this;
        }

        /** As Flink's dispatcher gets it when it leads. */
        ExecutionPlanStore plans() throws Exception {
            await().until(() -> contender.session != null);
            ExecutionPlanStore plans = services.getExecutionPlanStore();
            plans.start(new Ignoring());
            return plans;
        }

        /** Gives the lease back, as a process does that ends. */
        void end() throws Exception {
            contender.close();
            services.close();
        }
    }

    private Configuration configuration() {
        return new Configuration()
                .set(HighAvailabilityOptions.HA_STORAGE_PATH, directory.toUri().toString());
    }

    private static void putJob(ExecutionPlanStore plans) throws Exception {
        plans.putExecutionPlan(new JobGraph(JOB, "job"));
    }

    /** What points to the job, and what is pointed to; not who leads. */
    private List<String> stored() throws Exception {
        List<String> stored = new ArrayList<>();
        try (LocalDirectoryStore store =
                        LocalDirectoryStore.open(
                                directory.resolve("default/spillway"), Duration.ofSeconds(30));
                Stream<Path> files = Files.list(directory.resolve("default"))) {
            for (String key : new TreeSet<>(store.list("", Duration.ofSeconds(30)))) {
                if (!key.equals("leader")) {
                    String text =
                            new String(
                                    store.get(key, Duration.ofSeconds(30)).orElseThrow().content(),
                                    StandardCharsets.UTF_8);
                    stored.add(
                            key
                                    + text.replaceAll(
                                            "\"epoch\":[0-9]+,\"nonce\":\"[^\"]*\"", "by whom"));
                }
            }
            files.map(Path::toString).sorted().forEach(stored::add);
        }
        return stored;
    }

    @AfterEach
    void close() throws Exception {
        for (int i = toClose.size() - 1; i >= 0; i--) {
            toClose.get(i).close();
        }
    }

    @Test
    void aStandbyWhoseJarIsNotTheStoredOnesAnyMoreIsRefusedWhenItLeads() throws Exception {
        JobManager old = new JobManager(OLD, null).stand();
        assertThat(old.plans().getJobIds()).isEmpty();
        // Comes when there is no job yet that it could be refused for.
        JobManager standby = new JobManager(NEW, null).stand();
        putJob(old.plans());
        List<String> before = stored();

        old.end();

        assertThatThrownBy(() -> standby.plans().getJobIds())
                .isInstanceOf(OtherProgramException.class)
                .hasMessageContaining(directory.resolve("default/spillway").toString())
                .hasMessageContaining("was started from old.jar (SHA-256 aa)")
                .hasMessageContaining("here is new.jar (SHA-256 bb)")
                .hasMessageContaining("spillway upgrade");
        assertThat(stored()).as("nothing is changed").isEqualTo(before);

        // It ends then, and whoever has the stored jar goes on.
        standby.end();
        ExecutionPlanStore next = new JobManager(OLD, null).stand().plans();
        assertThat(next.getJobIds()).containsExactly(JOB);
        assertThat(next.recoverExecutionPlan(JOB)).isNotNull();
    }

    @Test
    void aStandbyThatHasWaitedWhileTheJobWasUpgradedIsRefusedWhenItLeads() throws Exception {
        JobManager old = new JobManager(OLD, null).stand();
        assertThat(old.plans().getJobIds()).isEmpty();
        putJob(old.plans());
        JobManager standby = new JobManager(OLD, null);
        old.end();
        JobManager upgraded = new JobManager(NEW, OLD.jarSha256()).stand();
        ExecutionPlanStore plans = upgraded.plans();
        assertThat(plans.getJobIds()).as("the stopped job isn't gone on with").isEmpty();
        putJob(plans);
        standby.stand();
        List<String> before = stored();

        upgraded.end();

        assertThatThrownBy(() -> standby.plans().getJobIds())
                .isInstanceOf(OtherProgramException.class)
                .hasMessageContaining("was started from new.jar (SHA-256 bb)");
        assertThat(stored()).as("nothing is changed").isEqualTo(before);
        standby.end();
        assertThat(new JobManager(NEW, null).stand().plans().getJobIds()).containsExactly(JOB);
    }

    @Test
    void aClusterWithTheSameIdAndItsCheckpointsElsewhereIsRefused() throws Exception {
        String theirs = directory.resolve("checkpoints").toUri().toString();
        JobManager leader = new JobManager(OLD, null, with(theirs)).stand();
        assertThat(leader.plans().getJobIds()).isEmpty();
        putJob(leader.plans());
        List<String> before = stored();

        assertThatThrownBy(() -> new JobManager(OLD, null, with("s3://bucket/other")))
                .isInstanceOf(OtherProgramException.class)
                .hasMessageContaining(
                        directory.resolve("default/spillway")
                                + "/cluster/manifest has its checkpoints in ")
                .hasMessageContaining("file:" + directory.resolve("checkpoints"))
                .hasMessageContaining("here execution.checkpointing.dir is s3://bucket/other")
                .hasMessageContaining(
                        "a high-availability.cluster-id of its own, both have '/default'")
                .hasMessageContaining("there: set up by ");
        assertThat(stored()).as("nothing is changed").isEqualTo(before);

        new JobManager(OLD, null, with(theirs + "/"));
        Configuration own = with("s3://bucket/other");
        own.set(HighAvailabilityOptions.HA_CLUSTER_ID, "/another");
        assertThat(new JobManager(OLD, null, own).stand().plans().getJobIds()).isEmpty();
    }

    private Configuration with(String checkpoints) {
        return configuration().set(CheckpointingOptions.CHECKPOINTS_DIRECTORY, checkpoints);
    }

    @Test
    void whoStandsByIsToldForWhom() throws Exception {
        try (LocalDirectoryStore store =
                LocalDirectoryStore.open(
                        directory.resolve("default/spillway"), Duration.ofSeconds(30))) {
            StandbyNote note = new StandbyNote(store, "/default", Runnable::run);
            String where = "for cluster '/default' in " + store.location();
            assertThat(note.text("4711@jm-1"))
                    .contains(where + ", which 4711@jm-1 leads.")
                    .contains("needs another high-availability.cluster-id");

            JobManager leader = new JobManager(OLD, null, with("s3://bucket/theirs")).stand();
            putJob(leader.plans());
            assertThat(leader.plans().getJobIds()).containsExactly(JOB);

            assertThat(note.text("4711@jm-1"))
                    .contains(
                            "4711@jm-1 leads: it was set up by %s at "
                                    .formatted(ManagementFactory.getRuntimeMXBean().getName()))
                    .contains("checkpoints in s3://bucket/theirs, and runs old.jar (SHA-256 aa).");
        }
    }
}
