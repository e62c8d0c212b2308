package io.spillway.ha.pointers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spillway.ha.pointers.Change.Add;
import io.spillway.ha.pointers.Change.Mark;
import io.spillway.ha.pointers.ManifestContent.Entry;
import io.spillway.spi.store.StoreException;
import io.spillway.spi.store.StoreException.Reason;
import io.spillway.spi.store.StoredObject;
import io.spillway.testing.FaultScript;
import io.spillway.testing.FaultyStore;
import io.spillway.testing.FaultyStore.Fault;
import io.spillway.testing.InMemoryStore;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.apache.flink.api.common.JobID;
import org.apache.flink.runtime.persistence.PossibleInconsistentStateException;
import org.apache.flink.runtime.persistence.StateHandleStore.AlreadyExistException;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;

class ManifestTest {
    private static final String KEY = "jobs/1/manifest";
    private static final Duration TIMEOUT = Duration.ofSeconds(1);

    private final FaultScript reads = new FaultScript();
    private final FaultScript writes = new FaultScript();
    private final FaultyStore store = new FaultyStore(new InMemoryStore(), reads, writes);
    private final SteeredFence fence = new SteeredFence(5);
    private final SteeredWaiting waiting = new SteeredWaiting();
    private final Manifest manifest = manifest(fence);
    private int nonces;

    private Manifest manifest(Fence of) {
        return new Manifest(store, KEY, of, Patience.DEFAULT, waiting, () -> "nonce-" + nonces++);
    }

    private static Add add(String name) {
        return new Add(name, "handle of " + name, Set.of());
    }

    private ManifestDocument stored() throws StoreException {
        StoredObject object = store.get(KEY, TIMEOUT).orElseThrow();
        return ManifestCodec.decode(object.content(), KEY);
    }

    private Set<String> names() throws StoreException {
        return stored().content().entries().keySet();
    }

    /** Adding it ends without anybody knowing whether it is there. */
    private AbstractThrowableAssert<?, ? extends Throwable> addIsInDoubt(String name) {
        return assertThatThrownBy(() -> manifest.update(add(name)))
                .isInstanceOf(PossibleInconsistentStateException.class);
    }

    /** Adds an entry by a write that is on its way still when the change is given up. */
    private void addLate(String name) throws Exception {
        manifest.read();
        writes.otherwise(Fault.LATE);
        addIsInDoubt(name);
        writes.otherwise(Fault.NONE);
    }

    /** The store doesn't tell what became of a write, and then another leads. */
    private void anotherLeadsBeforeTheNextRead() {
        reads.otherwise(Fault.REFUSED);
        waiting.duringPause =
                () -> {
                    waiting.duringPause = () -> {};
                    reads.otherwise(Fault.NONE);
                    try {
                        manifest(new SteeredFence(6)).read();
                    } catch (Exception e) {
                        throw new AssertionError(e);
                    }
                };
    }

    @Test
    void theFirstReadClaimsAndTheNextCostsNothing() throws Exception {
        assertThat(manifest.read()).isEqualTo(ManifestContent.EMPTY);
        assertThat(stored().epoch()).isEqualTo(5);
        int before = reads.requests();
        manifest.read();
        manifest.update(new Mark("not there"));
        assertThat(writes.requests()).isOne();
        assertThat(reads.requests()).isEqualTo(before);
    }

    @Test
    void writesNoSoonerThanTheStoreTakesTheNextWrite() throws Exception {
        Duration interval = Duration.ofSeconds(1);
        Manifest paced =
                new Manifest(
                        new InMemoryStore(interval),
                        KEY,
                        fence,
                        Patience.DEFAULT,
                        waiting,
                        () -> "nonce-" + nonces++);

        paced.read();
        assertThat(waiting.pauses).as("claimed, by the first write").isEmpty();
        paced.update(add("a"));
        paced.update(add("b"));
        assertThat(waiting.pauses).containsExactly(interval, interval);

        waiting.pause(interval);
        waiting.pauses.clear();
        paced.update(add("c"));
        paced.read();
        assertThat(waiting.pauses).as("it has waited long enough, or doesn't write").isEmpty();
    }

    @Test
    void eachWriteHasANonceOfItsOwn() throws Exception {
        manifest.update(add("a"));
        String first = stored().nonce();
        manifest.update(add("b"));
        assertThat(stored().nonce()).isNotEqualTo(first);
        assertThat(names()).containsExactly("a", "b");
    }

    @Test
    void aNewLeaderSeesAllAndStopsTheEarlierOne() throws Exception {
        manifest.update(add("a"));
        Manifest next = manifest(new SteeredFence(6));
        assertThat(next.read().entries()).containsOnlyKeys("a");

        assertThatThrownBy(() -> manifest.update(add("b")))
                .isInstanceOf(FencedException.class)
                .hasMessageContaining("memory:/" + KEY)
                .hasMessageContaining("under epoch 6");
        assertThat(fence.overtakenBy).containsExactly(6L);
        int before = writes.requests();
        assertThatThrownBy(manifest::read).isInstanceOf(FencedException.class);
        assertThat(writes.requests()).isEqualTo(before);
        assertThat(names()).containsExactly("a");
        assertThat(stored().epoch()).isEqualTo(6);
    }

    @Test
    void aLateLeaderDoesNotEvenClaim() throws Exception {
        manifest(new SteeredFence(6)).update(add("a"));
        assertThatThrownBy(manifest::read).isInstanceOf(FencedException.class);
        assertThat(fence.overtakenBy).containsExactly(6L);
        assertThat(stored().epoch()).isEqualTo(6);
    }

    @Test
    void underAHigherEpochTheSameProcessGoesOn() throws Exception {
        manifest.update(add("a"));
        manifest(new SteeredFence(6)).update(add("b"));
        fence.lead(7);
        assertThat(manifest.update(add("c")).entries()).containsOnlyKeys("a", "b", "c");
        assertThat(stored().epoch()).isEqualTo(7);
    }

    @Test
    void whatAnEarlierLeaderOfThisProcessHasLeftWritesNothing() throws Exception {
        Manifest pinned = manifest(fence.pinned());
        pinned.update(add("a"));
        fence.lead(6);
        assertThatThrownBy(() -> pinned.update(add("b"))).isInstanceOf(FencedException.class);
        assertThat(names()).containsExactly("a");
    }

    @Test
    void withoutALeaseNothingIsAsked() {
        fence.lose();
        assertThatThrownBy(manifest::read).isInstanceOf(FencedException.class);
        assertThat(reads.requests() + writes.requests()).isZero();
    }

    @Test
    void aLostReplyIsSettledByReading() throws Exception {
        manifest.read();
        writes.next(Fault.REPLY_LOST);
        int before = writes.requests();
        assertThat(manifest.update(add("a")).entries()).containsOnlyKeys("a");
        assertThat(writes.requests()).isEqualTo(before + 1);
    }

    @Test
    void aLostRequestIsMadeAgain() throws Exception {
        manifest.read();
        writes.next(Fault.REQUEST_LOST, Fault.REQUEST_LOST, Fault.REQUEST_LOST);
        assertThat(manifest.update(add("a")).entries()).containsOnlyKeys("a");
        assertThat(waiting.pauses).hasSize(2).isSorted();
        assertThat(names()).containsExactly("a");
    }

    @Test
    void aLostClaimIsSettledToo() throws Exception {
        writes.next(Fault.REPLY_LOST, Fault.REQUEST_LOST, Fault.LATE);
        manifest.update(add("a"));
        store.arrive();
        assertThat(names()).containsExactly("a");
    }

    @Test
    void aBusyStoreIsAskedAgainWithGrowingPauses() throws Exception {
        manifest.read();
        writes.next(Fault.REFUSED, Fault.REFUSED, Fault.REFUSED);
        manifest.update(add("a"));
        assertThat(waiting.pauses)
                .containsExactly(
                        Duration.ofMillis(200), Duration.ofMillis(400), Duration.ofMillis(800));
    }

    @Test
    void whatIsCertainlyNotDoneIsNoInconsistency() throws Exception {
        manifest.read();
        writes.otherwise(Fault.REFUSED);
        assertThatThrownBy(() -> manifest.update(add("a")))
                .isInstanceOfSatisfying(
                        StoreException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.UNAVAILABLE));
        assertThat(waiting.nanoTime()).isEqualTo(Patience.DEFAULT.inAll().toNanos());
        writes.otherwise(Fault.NONE);
        manifest.update(add("a"));
        assertThat(names()).containsExactly("a");
    }

    @Test
    void whatNeedsSomebodyIsThrownAtOnce() throws Exception {
        manifest.read();
        writes.next(Fault.DENIED);
        assertThatThrownBy(() -> manifest.update(add("a")))
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.reason()).isEqualTo(Reason.DENIED));
        assertThat(waiting.pauses).isEmpty();
    }

    @Test
    void whatCantBeSettledIsAnInconsistency() throws Exception {
        manifest.read();
        writes.next(Fault.REPLY_LOST);
        reads.otherwise(Fault.REFUSED);
        addIsInDoubt("a").hasMessageContaining(KEY);
        reads.otherwise(Fault.NONE);
        assertThatThrownBy(() -> manifest.update(add("a")))
                .as("it was done")
                .isInstanceOf(AlreadyExistException.class);
    }

    @Test
    void forbiddenToReadAfterALostReplyIsAnInconsistency() throws Exception {
        manifest.read();
        writes.next(Fault.REPLY_LOST);
        reads.otherwise(Fault.DENIED);
        addIsInDoubt("a");
        assertThat(waiting.pauses).isEmpty();
    }

    @Test
    void aWriteOnItsWayArrivesAfterItsChangeWasGivenUp() throws Exception {
        addLate("a");
        store.arrive();
        assertThat(manifest.update(add("b")).entries()).containsOnlyKeys("a", "b");
        assertThat(names()).containsExactly("a", "b");
    }

    @Test
    void theNextChangeEndsAWriteThatIsOnItsWay() throws Exception {
        addLate("a");
        manifest.update(add("b"));
        store.arrive();
        assertThat(names()).containsExactly("b");
    }

    @Test
    void nothingIsToldWhileAWriteIsOnItsWay() throws Exception {
        addLate("a");
        int before = writes.requests();
        assertThat(manifest.read().entries()).isEmpty();
        assertThat(writes.requests()).isEqualTo(before + 1);
        store.arrive();
        assertThat(names()).isEmpty();
    }

    @Test
    void aWriteThatTheNextLeaderHasFoundIsAnInconsistency() throws Exception {
        manifest.read();
        writes.next(Fault.REPLY_LOST);
        anotherLeadsBeforeTheNextRead();
        addIsInDoubt("a").hasCauseInstanceOf(FencedException.class);
        assertThat(names()).containsExactly("a");
        assertThat(fence.overtakenBy).containsExactly(6L);
    }

    @Test
    void aWriteThatTheNextLeaderHasNotFoundIsNone() throws Exception {
        manifest.read();
        writes.next(Fault.REQUEST_LOST);
        anotherLeadsBeforeTheNextRead();
        assertThatThrownBy(() -> manifest.update(add("a"))).isInstanceOf(FencedException.class);
    }

    @Test
    void whoLosesTheLeaseStopsTrying() throws Exception {
        manifest.read();
        writes.otherwise(Fault.REFUSED);
        waiting.duringPause = fence::lose;
        assertThatThrownBy(() -> manifest.update(add("a"))).isInstanceOf(FencedException.class);
        assertThat(waiting.pauses).hasSize(1);
    }

    @Test
    void anInterruptedThreadStopsTrying() throws Exception {
        manifest.read();
        writes.otherwise(Fault.REQUEST_LOST);
        Thread.currentThread().interrupt();
        addIsInDoubt("a").hasMessageContaining("interrupted");
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void aClientThatBreaksHasPerhapsWritten() throws Exception {
        manifest.read();
        writes.next(Fault.BREAKS);
        assertThat(manifest.update(add("a")).entries()).containsOnlyKeys("a");
    }

    @Test
    void whatIsNotAManifestIsLeftAsItIs() throws Exception {
        byte[] foreign = "{\"formatVersion\":9}".getBytes(StandardCharsets.UTF_8);
        store.createIfAbsent(KEY, foreign, TIMEOUT);
        assertThatThrownBy(manifest::read)
                .isInstanceOfSatisfying(
                        StoreException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.UNUSABLE))
                .hasMessageContaining("memory:/" + KEY);
        assertThatThrownBy(manifest::delete).isInstanceOf(StoreException.class);
        assertThat(store.get(KEY, TIMEOUT).orElseThrow().content()).isEqualTo(foreign);
    }

    @Test
    void aManifestThatIsTooLargeIsNotSent() throws Exception {
        manifest.update(add("a"));
        assertThatThrownBy(() -> manifest.update(new Add("b", "x".repeat(1 << 20), Set.of())))
                .isInstanceOfSatisfying(
                        StoreException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.UNUSABLE))
                .hasMessageContaining("it has 2 entries");
        manifest.update(add("c"));
        assertThat(names()).containsExactly("a", "c");
    }

    @Test
    void whatIsGoneGoesWithTheNextWrite() throws Exception {
        manifest.update(add("a"));
        Entry marked = manifest.update(new Mark("a")).entries().get("a");
        manifest.forget("a", marked);
        int before = writes.requests();
        manifest.update(new Mark("a"));
        assertThat(writes.requests()).as("nothing to do").isEqualTo(before);
        manifest.update(add("b"));
        assertThat(names()).containsExactly("b");
        assertThat(manifest.isGone("a", marked)).isFalse();
    }

    @Test
    void whatIsGoneCanBeWrittenAtOnce() throws Exception {
        manifest.update(add("a"));
        manifest.forget("a", manifest.update(new Mark("a")).entries().get("a"));
        manifest.flush();
        assertThat(names()).isEmpty();
        int before = writes.requests();
        manifest.flush();
        assertThat(writes.requests()).isEqualTo(before);
    }

    @Test
    void isDeletedOnce() throws Exception {
        manifest.update(add("a"));
        writes.next(Fault.REPLY_LOST);
        manifest.delete();
        assertThat(store.get(KEY, TIMEOUT)).isEmpty();
        assertThatThrownBy(manifest::read)
                .isInstanceOf(FencedException.class)
                .hasMessageContaining("has been deleted");
        manifest(fence).delete();
    }

    @Test
    void isNotDeletedByAnEarlierLeader() throws Exception {
        manifest.update(add("a"));
        manifest(new SteeredFence(6)).read();
        assertThatThrownBy(manifest::delete).isInstanceOf(FencedException.class);
        assertThatThrownBy(() -> manifest(fence).delete()).isInstanceOf(FencedException.class);
        assertThat(names()).containsExactly("a");
    }

    @Test
    void isDeletedWithoutAClaim() throws Exception {
        manifest.update(add("a"));
        int before = writes.requests();
        manifest(new SteeredFence(6)).delete();
        assertThat(writes.requests()).isEqualTo(before + 1);
        assertThat(store.get(KEY, TIMEOUT)).isEmpty();
        assertThatThrownBy(() -> manifest.update(add("b"))).isInstanceOf(FencedException.class);
    }

    @Test
    void threadsWaitForEachOther() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Callable<ManifestContent>> adds = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                String name = "entry-" + i;
                adds.add(() -> manifest.update(add(name)));
            }
            for (Future<ManifestContent> each : threads.invokeAll(adds)) {
                each.get();
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(names()).hasSize(40);
        assertThat(writes.requests()).as("and the claim").isEqualTo(40 + 1);
    }

    @Test
    void manifestsOfACluster() throws Exception {
        JobID job = new JobID(0, 1);
        JobID other = new JobID(0, 2);
        Manifests manifests = new Manifests(store, fence, Patience.DEFAULT, waiting);
        manifests.cluster().read();
        manifests.job(job).update(add("a"));
        manifests.job(other).read();
        assertThat(manifests.job(job)).isSameAs(manifests.job(job));
        assertThat(store.list("", TIMEOUT))
                .containsExactlyElementsOf(
                        Stream.of(
                                        "cluster/manifest",
                                        "jobs/" + job.toHexString() + "/manifest",
                                        "jobs/" + other.toHexString() + "/manifest")
                                .sorted()
                                .toList());

        Manifest before = manifests.job(job);
        fence.lead(6);
        assertThat(manifests.job(job)).isNotSameAs(before);
        assertThat(manifests.job(job).read().entries()).containsOnlyKeys("a");

        manifests.deleteJob(job);
        assertThat(store.list("jobs/", TIMEOUT)).hasSize(1);
        manifests.deleteJob(job);
        assertThat(manifests.job(job).read().entries()).isEmpty();

        manifests.deleteAll();
        assertThat(store.list("", TIMEOUT)).isEmpty();
    }
}
