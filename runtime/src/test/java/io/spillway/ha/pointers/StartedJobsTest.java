package io.spillway.ha.pointers;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.ha.pointers.Change.Add;
import io.spillway.ha.pointers.Change.Mark;
import io.spillway.program.JobFingerprint;
import io.spillway.testing.InMemoryStore;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.Test;

/** What is stored of what jobs were started with. */
class StartedJobsTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(1);
    private static final String PLAN = ExecutionPlanNames.PREFIX + "1";
    private static final JobFingerprint OLD_JAR = new JobFingerprint("old.jar", "aa", "Main", "cc");
    private static final JobFingerprint NEW_JAR = new JobFingerprint("new.jar", "bb", "Main", "cc");
    private static final ClusterSetup OLD = setup(OLD_JAR, "jm-1", "s3://bucket/one");
    private static final ClusterSetup NEW = setup(NEW_JAR, "jm-2", "s3://bucket/one");

    private final InMemoryStore store = new InMemoryStore();
    private final Manifests manifests = leader(5);

    private static ClusterSetup setup(JobFingerprint program, String by, String checkpoints) {
        return new ClusterSetup(
                "/default",
                program,
                new ClusterOrigin(
                        by, Instant.parse("2026-01-31T12:00:00Z"), Optional.of(checkpoints)));
    }

    private StoredJobs stored() throws Exception {
        return Manifests.look(store, TIMEOUT);
    }

    private Manifests leader(long epoch) {
        return new Manifests(
                store, new SteeredFence(epoch), Patience.DEFAULT, new SteeredWaiting());
    }

    private void storeAJob() throws Exception {
        manifests.cluster().update(new Add(PLAN, "handle", Set.of()));
    }

    @Test
    void isNotedBeforeAJobIsStored() throws Exception {
        assertThat(manifests.start(OLD)).isEmpty();
        assertThat(stored().any()).isFalse();
        storeAJob();
        assertThat(stored().any()).isTrue();
        assertThat(stored().program()).contains(OLD_JAR);
    }

    @Test
    void keepsAStoredJobFromALeaderThatStartsOtherwise() throws Exception {
        manifests.start(OLD);
        storeAJob();
        ManifestContent before = manifests.cluster().read();

        Manifests next = leader(6);
        assertThat(next.start(NEW)).contains(stored());
        assertThat(next.cluster().read()).isEqualTo(before);
        assertThat(stored().areNotOf(NEW)).isTrue();
        assertThat(stored().areFromJar(OLD_JAR.jarSha256())).isTrue();
        assertThat(leader(7).start(OLD)).isEmpty();
    }

    @Test
    void withoutAJobTheNextLeaderStartsWhatItHas() throws Exception {
        manifests.start(OLD);
        storeAJob();
        manifests.cluster().update(new Mark(PLAN));

        assertThat(leader(6).start(NEW)).isEmpty();
        assertThat(stored().program()).contains(NEW_JAR);
    }

    @Test
    void aJobOfAnEarlierVersionIsAccepted() throws Exception {
        storeAJob();
        assertThat(stored().areNotOf(NEW)).isFalse();
        assertThat(leader(6).start(NEW)).isEmpty();
        assertThat(leader(7).start(OLD)).contains(stored());
    }

    @Test
    void anotherNameOfTheJarIsNoWrite() throws Exception {
        manifests.start(OLD);
        JobFingerprint renamed = new JobFingerprint("renamed.jar", "aa", "Main", "cc");
        assertThat(manifests.start(setup(renamed, "jm-2", "s3://bucket/one"))).isEmpty();
        assertThat(stored().program()).contains(OLD_JAR);
        assertThat(stored().origin()).as("who came first").contains(OLD.origin());
    }

    @Test
    void aJobWhoseCheckpointsAreElsewhereIsAnotherClusters() throws Exception {
        ClusterSetup other = setup(OLD_JAR, "jm-3", "s3://bucket/two");
        manifests.start(OLD);
        assertThat(stored().areNotOf(other)).as("there is no job yet").isFalse();
        storeAJob();

        assertThat(stored().areNotOf(other)).isTrue();
        assertThat(stored().isOtherProgram(other)).isFalse();
        assertThat(leader(6).start(other)).contains(stored());
        assertThat(stored().origin()).contains(OLD.origin());
    }

    @Test
    void withoutAJobTheNextLeaderSetsTheClusterUpWhereItsCheckpointsAre() throws Exception {
        manifests.start(OLD);
        ClusterSetup other = setup(OLD_JAR, "jm-3", "s3://bucket/two");

        assertThat(leader(6).start(other)).isEmpty();
        assertThat(stored().origin()).contains(other.origin());
    }

    @Test
    void whereACheckpointDirectoryIsWrittenOtherwiseItIsTheSame() {
        Configuration configuration = new Configuration();
        configuration.set(CheckpointingOptions.CHECKPOINTS_DIRECTORY, "file:///srv/checkpoints//");
        assertThat(ClusterSetup.of(configuration, OLD_JAR).origin().checkpoints())
                .contains("file:/srv/checkpoints");
        assertThat(ClusterSetup.of(new Configuration(), OLD_JAR).origin().checkpoints()).isEmpty();
    }
}
