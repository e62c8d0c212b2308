package io.spillway.ha.pointers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spillway.testing.FaultScript;
import io.spillway.testing.FaultyStore;
import io.spillway.testing.FaultyStore.Fault;
import io.spillway.testing.InMemoryStore;
import io.spillway.testing.ManualExecutor;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.runtime.checkpoint.CheckpointIDCounter;
import org.apache.flink.runtime.persistence.PossibleInconsistentStateException;
import org.junit.jupiter.api.Test;

class ManifestCheckpointIDCounterTest {
    private static final String KEY = "jobs/1/manifest";

    private final FaultScript writes = new FaultScript();
    private final FaultyStore store =
            new FaultyStore(new InMemoryStore(), () -> Fault.NONE, writes);
    private final SteeredFence fence = new SteeredFence(5);
    private final ManualExecutor io = new ManualExecutor();
    private int nonces;
    private final CheckpointIDCounter counter = counter(fence);

    private CheckpointIDCounter counter(Fence of) {
        ManifestCheckpointIDCounter made =
                new ManifestCheckpointIDCounter(
                        new Manifest(
                                store,
                                KEY,
                                of,
                                Patience.DEFAULT,
                                new SteeredWaiting(),
                                () -> "nonce-" + nonces++),
                        io);
        made.start();
        return made;
    }

    private ManifestContent stored() throws Exception {
        return ManifestCodec.decode(
                        store.get(KEY, Duration.ofSeconds(1)).orElseThrow().content(), KEY)
                .content();
    }

    @Test
    void countsFromOneWithAWriteForEverySixteenthId() throws Exception {
        assertThat(counter.get()).isEqualTo(1);
        int before = writes.requests();
        for (long id = 1; id <= 32; id++) {
            assertThat(counter.get()).isEqualTo(id);
            assertThat(counter.getAndIncrement()).isEqualTo(id);
        }
        assertThat(writes.requests() - before).isEqualTo(2);
        assertThat(counter.get()).isEqualTo(33);
    }

    @Test
    void noLeaderGivesAnIdOfAnother() throws Exception {
        Set<Long> given = new HashSet<>();
        for (int i = 0; i < 5; i++) {
            assertThat(given.add(counter.getAndIncrement())).isTrue();
        }
        CheckpointIDCounter next = counter(new SteeredFence(6));
        for (int i = 0; i < 20; i++) {
            assertThat(given.add(next.getAndIncrement())).isTrue();
            if (i < 11) {
                assertThat(given.add(counter.getAndIncrement())).as("of its block").isTrue();
            }
        }
        assertThatThrownBy(counter::getAndIncrement).isInstanceOf(FencedException.class);
    }

    @Test
    void withoutALeaseThereAreNoMoreIds() throws Exception {
        counter.getAndIncrement();
        fence.lose();
        assertThatThrownBy(counter::getAndIncrement).isInstanceOf(FencedException.class);
    }

    @Test
    void aBlockOfWhichNobodyKnowsIsSkipped() throws Exception {
        counter.get();
        writes.otherwise(Fault.LATE);
        assertThatThrownBy(counter::getAndIncrement)
                .isInstanceOf(PossibleInconsistentStateException.class);
        writes.otherwise(Fault.NONE);
        store.arrive();
        assertThat(counter.getAndIncrement()).isEqualTo(17);
    }

    @Test
    void isSetForward() throws Exception {
        counter.setCount(1337);
        assertThat(counter.get()).isEqualTo(1337);
        assertThat(counter.getAndIncrement()).isEqualTo(1337);
        int before = writes.requests();
        counter.setCount(1340);
        assertThat(writes.requests()).as("within the block").isEqualTo(before);
        assertThat(counter.getAndIncrement()).isEqualTo(1340);
        counter.setCount(2000);
        assertThat(counter.getAndIncrement()).isEqualTo(2000);
        assertThat(counter(new SteeredFence(6)).getAndIncrement()).isGreaterThan(2000);
    }

    @Test
    void isNotSetBack() throws Exception {
        counter.setCount(100);
        counter.getAndIncrement();
        counter.setCount(100);
        assertThat(counter.getAndIncrement()).isEqualTo(101);
        CheckpointIDCounter next = counter(new SteeredFence(6));
        next.setCount(100);
        assertThat(next.getAndIncrement()).isEqualTo(116);
    }

    @Test
    void goesWithTheJob() throws Exception {
        counter.getAndIncrement();
        CompletableFuture<Void> gone = counter.shutdown(JobStatus.FINISHED);
        assertThat(gone).isNotDone();
        io.run();
        assertThat(gone).isCompleted();
        assertThat(stored().counter()).isEmpty();
        assertThat(counter.shutdown(JobStatus.FINISHED)).isCompleted();
    }

    @Test
    void staysWhileTheJobIsSuspended() throws Exception {
        counter.getAndIncrement();
        assertThat(counter.shutdown(JobStatus.SUSPENDED)).isCompleted();
        io.run();
        assertThat(stored().counter()).hasValue(17);
    }

    @Test
    void saysWhenItCantBeRemoved() throws Exception {
        counter.getAndIncrement();
        counter(new SteeredFence(6)).get();
        CompletableFuture<Void> gone = counter.shutdown(JobStatus.FAILED);
        io.run();
        assertThat(gone).isCompletedExceptionally();
        assertThat(stored().counter()).hasValue(17);
    }
}
