package io.spillway.ha.pointers;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.ha.pointers.Change.Add;
import io.spillway.ha.pointers.Change.Mark;
import io.spillway.program.JobFingerprint;
import io.spillway.testing.InMemoryStore;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What is stored of what jobs were started with. */
class StartedJobsTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(1);
    private static final String PLAN = ExecutionPlanNames.PREFIX + "1";
    private static final JobFingerprint OLD = new JobFingerprint("old.jar", "aa", "Main", "cc");
    private static final JobFingerprint NEW = new JobFingerprint("new.jar", "bb", "Main", "cc");

    private final InMemoryStore store = new InMemoryStore();
    private final Manifests manifests = leader(5);

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
        assertThat(Manifests.look(store, TIMEOUT).any()).isFalse();
        storeAJob();
        assertThat(Manifests.look(store, TIMEOUT).any()).isTrue();
        assertThat(Manifests.look(store, TIMEOUT).program()).contains(OLD);
    }

    @Test
    void keepsAStoredJobFromALeaderThatStartsOtherwise() throws Exception {
        manifests.start(OLD);
        storeAJob();
        ManifestContent before = manifests.cluster().read();

        Manifests next = leader(6);
        assertThat(next.start(NEW)).contains(OLD);
        assertThat(next.cluster().read()).isEqualTo(before);
        assertThat(Manifests.look(store, TIMEOUT).startedOtherwiseThan(NEW)).contains(OLD);
        assertThat(leader(7).start(OLD)).isEmpty();
    }

    @Test
    void withoutAJobTheNextLeaderStartsWhatItHas() throws Exception {
        manifests.start(OLD);
        storeAJob();
        manifests.cluster().update(new Mark(PLAN));

        assertThat(leader(6).start(NEW)).isEmpty();
        assertThat(Manifests.look(store, TIMEOUT).program()).contains(NEW);
    }

    @Test
    void aJobOfAnEarlierVersionIsAccepted() throws Exception {
        storeAJob();
        assertThat(Manifests.look(store, TIMEOUT).startedOtherwiseThan(NEW)).isEmpty();
        assertThat(leader(6).start(NEW)).isEmpty();
        assertThat(leader(7).start(OLD)).contains(NEW);
    }

    @Test
    void anotherNameOfTheJarIsNoWrite() throws Exception {
        manifests.start(OLD);
        JobFingerprint renamed = new JobFingerprint("renamed.jar", "aa", "Main", "cc");
        assertThat(manifests.start(renamed)).isEmpty();
        assertThat(Manifests.look(store, TIMEOUT).program()).contains(OLD);
    }
}
