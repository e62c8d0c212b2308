package io.spillway.ha.pointers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spillway.ha.pointers.Change.Mark;
import io.spillway.ha.pointers.ManifestContent.Entry;
import io.spillway.ha.pointers.ManifestStateHandleStore.Retention;
import io.spillway.spi.store.StoreException;
import io.spillway.testing.FaultScript;
import io.spillway.testing.FaultyStore;
import io.spillway.testing.FaultyStore.Fault;
import io.spillway.testing.InMemoryStore;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.runtime.persistence.PossibleInconsistentStateException;
import org.apache.flink.runtime.persistence.StateHandleStore.AlreadyExistException;
import org.apache.flink.runtime.persistence.StateHandleStore.NotExistException;
import org.apache.flink.runtime.persistence.StringResourceVersion;
import org.apache.flink.runtime.state.RetrievableStateHandle;
import org.apache.flink.util.FlinkException;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class ManifestStateHandleStoreTest {
    private static final String KEY = "cluster/manifest";

    private final FaultScript writes = new FaultScript();
    private final FaultyStore store =
            new FaultyStore(new InMemoryStore(), () -> Fault.NONE, writes);
    private final SteeredFence fence = new SteeredFence(5);
    private final SteeredWaiting waiting = new SteeredWaiting();
    private final StatesInMemory<String> states = new StatesInMemory<>();
    private final Manifest manifest = manifest(fence);
    private final ManifestStateHandleStore<String> handles = handles(manifest);
    private int nonces;

    private Manifest manifest(Fence of) {
        return new Manifest(store, KEY, of, Patience.DEFAULT, waiting, () -> "nonce-" + nonces++);
    }

    private ManifestStateHandleStore<String> handles(Manifest of) {
        return new ManifestStateHandleStore<>(of, "plan-", states);
    }

    /** Those of the next leader, in another process. */
    private ManifestStateHandleStore<String> next() {
        return handles(manifest(new SteeredFence(6)));
    }

    /** What is in the store, and whether it is marked. */
    private SortedMap<String, Boolean> stored() throws StoreException {
        SortedMap<String, Boolean> entries = new TreeMap<>();
        ManifestCodec.decode(store.get(KEY, Duration.ofSeconds(1)).orElseThrow().content(), KEY)
                .content()
                .entries()
                .forEach((name, entry) -> entries.put(name, entry.deleting()));
        return entries;
    }

    private void corrupt(String name) throws Exception {
        manifest.update(content -> content.with(name, new Entry("AAAA", false)));
    }

    @Nested
    class Adding {

        @Test
        void storesStateAndHandle() throws Exception {
            assertThat(handles.addAndLock("plan-1", "one").retrieveState()).isEqualTo("one");
            assertThat(next().getAndLock("plan-1").retrieveState()).isEqualTo("one");
        }

        @Test
        void isRefusedForANameThatIsThereAndLeavesNoState() throws Exception {
            handles.addAndLock("plan-1", "one");
            assertThatThrownBy(() -> handles.addAndLock("plan-1", "other"))
                    .isInstanceOf(AlreadyExistException.class);
            assertThat(states.left()).containsExactly("one");
            assertThat(handles.getAndLock("plan-1").retrieveState()).isEqualTo("one");
        }

        @Test
        void isRefusedForANameWhoseHandleCantBeRead() throws Exception {
            corrupt("plan-1");
            assertThatThrownBy(() -> handles.addAndLock("plan-1", "other"))
                    .isInstanceOf(AlreadyExistException.class);
        }

        @Test
        void finishesARemovalOfTheSameName() throws Exception {
            handles.addAndLock("plan-1", "one");
            manifest.update(new Mark("plan-1"));
            handles.addAndLock("plan-1", "new one");
            assertThat(states.left()).containsExactly("new one");
            assertThat(stored()).containsExactly(Map.entry("plan-1", false));
        }

        @Test
        void leavesNoStateWhenItIsCertainlyNotDone() throws Exception {
            handles.getAllHandles();
            writes.next(Fault.DENIED);
            assertThatThrownBy(() -> handles.addAndLock("plan-1", "one"))
                    .isInstanceOf(StoreException.class);
            assertThat(states.left()).isEmpty();
        }

        @Test
        void leavesTheStateWhenNobodyKnows() throws Exception {
            handles.getAllHandles();
            writes.otherwise(Fault.LATE);
            assertThatThrownBy(() -> handles.addAndLock("plan-1", "one"))
                    .isInstanceOf(PossibleInconsistentStateException.class);
            assertThat(states.left()).containsExactly("one");
            writes.otherwise(Fault.NONE);
            store.arrive();
            assertThat(next().getAndLock("plan-1").retrieveState()).isEqualTo("one");
        }

        @Test
        void leavesNoStateWhenAnotherLeads() throws Exception {
            handles.addAndLock("plan-1", "one");
            next().getAllHandles();
            assertThatThrownBy(() -> handles.addAndLock("plan-2", "two"))
                    .isInstanceOf(FencedException.class);
            assertThat(states.left()).containsExactly("one");
            assertThat(stored()).containsOnlyKeys("plan-1");
        }

        @Test
        void isNotForOthersNames() {
            assertThatThrownBy(() -> handles.addAndLock("checkpoint-1", "one"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("'plan-'");
        }
    }

    @Nested
    class Replacing {

        @Test
        void swapsTheStateAndDiscardsTheOldOne() throws Exception {
            handles.addAndLock("plan-1", "one");
            handles.replace("plan-1", handles.exists("plan-1"), "two");
            assertThat(next().getAndLock("plan-1").retrieveState()).isEqualTo("two");
            assertThat(states.left()).containsExactly("two");
        }

        @Test
        void needsSomethingToReplace() throws Exception {
            handles.addAndLock("plan-1", "one");
            StringResourceVersion version = handles.exists("plan-1");
            assertThatThrownBy(() -> handles.replace("plan-2", version, "two"))
                    .isInstanceOf(NotExistException.class);
            assertThat(states.left()).containsExactly("one");
        }

        @Test
        void treatsAMarkedEntryAsAbsentAndFinishesItsRemoval() throws Exception {
            handles.addAndLock("plan-1", "one");
            StringResourceVersion version = handles.exists("plan-1");
            manifest.update(new Mark("plan-1"));
            assertThatThrownBy(() -> handles.replace("plan-1", version, "two"))
                    .isInstanceOf(NotExistException.class);
            assertThat(states.left()).isEmpty();
            manifest.flush();
            assertThat(stored()).isEmpty();
        }

        @Test
        void mindsTheVersion() throws Exception {
            handles.addAndLock("plan-1", "one");
            StringResourceVersion before = handles.exists("plan-1");
            handles.replace("plan-1", before, "two");
            assertThatThrownBy(() -> handles.replace("plan-1", before, "three"))
                    .isInstanceOf(FlinkException.class)
                    .hasMessageContaining("has been replaced since");
            assertThat(states.left()).containsExactly("two");
        }

        @Test
        void leavesBothStatesWhenNobodyKnows() throws Exception {
            handles.addAndLock("plan-1", "one");
            StringResourceVersion version = handles.exists("plan-1");
            writes.otherwise(Fault.LATE);
            assertThatThrownBy(() -> handles.replace("plan-1", version, "two"))
                    .isInstanceOf(PossibleInconsistentStateException.class);
            assertThat(states.left()).containsExactly("one", "two");
        }
    }

    @Nested
    class Reading {

        @Test
        void tellsWhetherThereIsOne() throws Exception {
            assertThat(handles.exists("plan-1").isExisting()).isFalse();
            handles.addAndLock("plan-1", "one");
            assertThat(handles.exists("plan-1").isExisting()).isTrue();
            assertThat(handles.exists("plan-1")).isEqualTo(handles.exists("plan-1"));
            manifest.update(new Mark("plan-1"));
            assertThat(handles.exists("plan-1").isExisting()).isFalse();
        }

        @Test
        void throwsForWhatIsNotThereOrMarked() throws Exception {
            assertThatThrownBy(() -> handles.getAndLock("plan-1"))
                    .isInstanceOf(NotExistException.class)
                    .hasMessageContaining("plan-1")
                    .hasMessageContaining("memory:/" + KEY);
            handles.addAndLock("plan-1", "one");
            manifest.update(new Mark("plan-1"));
            assertThatThrownBy(() -> handles.getAndLock("plan-1"))
                    .isInstanceOf(NotExistException.class)
                    .hasMessageContaining("is being deleted");
        }

        @Test
        void skipsMarkedOnesAndOthers() throws Exception {
            handles.addAndLock("plan-2", "two");
            handles.addAndLock("plan-1", "one");
            handles.addAndLock("plan-3", "three");
            manifest.update(new Mark("plan-3"));
            new ManifestStateHandleStore<>(manifest, "application-", states)
                    .addAndLock("application-1", "other");
            assertThat(handles.getAllHandles()).containsExactly("plan-1", "plan-2");
            assertThat(handles.getAllAndLock())
                    .extracting(each -> each.f1)
                    .containsExactly("plan-1", "plan-2");
            for (Tuple2<RetrievableStateHandle<String>, String> each : next().getAllAndLock()) {
                assertThat(each.f0.retrieveState()).isIn("one", "two");
            }
        }

        /** On Kubernetes it would be skipped, and a job would start without its state. */
        @Test
        void throwsForAHandleThatCantBeRead() throws Exception {
            handles.addAndLock("plan-1", "one");
            corrupt("plan-2");
            assertThatThrownBy(handles::getAllAndLock)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("'plan-2' in memory:/" + KEY);
            assertThatThrownBy(() -> handles.getAndLock("plan-2")).isInstanceOf(IOException.class);
            assertThat(handles.exists("plan-2").isExisting()).isTrue();
        }
    }

    @Nested
    class Removing {

        @Test
        void discardsTheStateAndTheEntryWithTheNextWrite() throws Exception {
            handles.addAndLock("plan-1", "one");
            int before = writes.requests();
            assertThat(handles.releaseAndTryRemove("plan-1")).isTrue();
            assertThat(writes.requests()).isEqualTo(before + 1);
            assertThat(states.left()).isEmpty();
            assertThat(stored()).containsExactly(Map.entry("plan-1", true));
            handles.addAndLock("plan-2", "two");
            assertThat(writes.requests()).isEqualTo(before + 2);
            assertThat(stored()).containsExactly(Map.entry("plan-2", false));
        }

        @Test
        void isTrueForWhatIsNotThere() throws Exception {
            handles.getAllHandles();
            int before = writes.requests();
            assertThat(handles.releaseAndTryRemove("plan-1")).isTrue();
            assertThat(writes.requests()).isEqualTo(before);
        }

        @Test
        void discardsNothingBeforeTheMarkIsThere() throws Exception {
            handles.addAndLock("plan-1", "one");
            writes.otherwise(Fault.LATE);
            assertThatThrownBy(() -> handles.releaseAndTryRemove("plan-1"))
                    .isInstanceOf(PossibleInconsistentStateException.class);
            assertThat(states.left()).containsExactly("one");
            writes.otherwise(Fault.NONE);
            assertThat(handles.releaseAndTryRemove("plan-1")).isTrue();
            assertThat(states.left()).isEmpty();
        }

        @Test
        void discardsNothingWhenAnotherLeads() throws Exception {
            handles.addAndLock("plan-1", "one");
            next().getAllHandles();
            assertThatThrownBy(() -> handles.releaseAndTryRemove("plan-1"))
                    .isInstanceOf(FencedException.class);
            assertThat(next().getAndLock("plan-1").retrieveState()).isEqualTo("one");
        }

        @Test
        void canBeTriedAgainWhenTheStateStays() throws Exception {
            handles.addAndLock("plan-1", "one");
            states.stick(true);
            assertThatThrownBy(() -> handles.releaseAndTryRemove("plan-1"))
                    .isInstanceOf(IOException.class);
            assertThat(handles.getAllHandles()).isEmpty();
            assertThat(stored()).containsExactly(Map.entry("plan-1", true));
            states.stick(false);
            assertThat(handles.releaseAndTryRemove("plan-1")).isTrue();
            assertThat(states.left()).isEmpty();
            manifest.flush();
            assertThat(stored()).isEmpty();
        }

        @Test
        void isFinishedByTheNextLeader() throws Exception {
            handles.addAndLock("plan-1", "one");
            handles.addAndLock("plan-2", "two");
            manifest.update(new Mark("plan-1"));
            ManifestStateHandleStore<String> next = next();
            assertThat(next.getAllHandles()).containsExactly("plan-2");
            next.finishRemovals();
            assertThat(states.left()).containsExactly("two");
            next.addAndLock("plan-3", "three");
            assertThat(stored()).containsOnlyKeys("plan-2", "plan-3");
        }

        @Test
        void leavesWhatAHandleThatCantBeReadPointsTo() throws Exception {
            corrupt("plan-1");
            assertThat(handles.releaseAndTryRemove("plan-1")).isTrue();
            manifest.flush();
            assertThat(stored()).isEmpty();
        }

        @Test
        void clearsEntriesWithoutTheirStates() throws Exception {
            handles.addAndLock("plan-1", "one");
            new ManifestStateHandleStore<>(manifest, "application-", states)
                    .addAndLock("application-1", "other");
            handles.clearEntries();
            assertThat(stored()).containsOnlyKeys("application-1");
            assertThat(states.left()).containsExactly("one", "other");
        }

        @Test
        void releasesNothingAsNothingIsLocked() throws Exception {
            handles.addAndLock("plan-1", "one");
            handles.release("plan-1");
            handles.releaseAll();
            assertThat(handles.getAndLock("plan-1").retrieveState()).isEqualTo("one");
        }
    }

    @Nested
    class Retaining {
        private final ManifestStateHandleStore<String> two = retaining(manifest);

        private ManifestStateHandleStore<String> retaining(Manifest of) {
            return new ManifestStateHandleStore<>(
                    of,
                    "plan-",
                    states,
                    Optional.of(new Retention<>(2, state -> !state.startsWith("savepoint"))));
        }

        @Test
        void marksInTheSameWriteWhatIsRemovedNext() throws Exception {
            two.addAndLock("plan-1", "one");
            two.addAndLock("plan-2", "two");
            assertThat(stored()).doesNotContainValue(true);
            int before = writes.requests();
            two.addAndLock("plan-3", "three");
            assertThat(stored())
                    .isEqualTo(Map.of("plan-1", true, "plan-2", false, "plan-3", false));
            assertThat(states.left()).containsExactly("one", "three", "two");
            assertThat(two.releaseAndTryRemove("plan-1")).isTrue();
            assertThat(states.left()).containsExactly("three", "two");
            assertThat(writes.requests()).as("one a checkpoint").isEqualTo(before + 1);
        }

        @Test
        void marksNothingForOneThatMakesNoOtherGo() throws Exception {
            two.addAndLock("plan-1", "one");
            two.addAndLock("plan-2", "two");
            two.addAndLock("plan-3", "savepoint");
            assertThat(stored()).doesNotContainValue(true);
        }

        @Test
        void marksNothingWhenTheAdditionIsNotDone() throws Exception {
            two.addAndLock("plan-1", "one");
            two.addAndLock("plan-2", "two");
            writes.otherwise(Fault.REFUSED);
            assertThatThrownBy(() -> two.addAndLock("plan-3", "three"))
                    .isInstanceOf(StoreException.class);
            writes.otherwise(Fault.NONE);
            assertThat(retaining(manifest(new SteeredFence(6))).getAllHandles())
                    .containsExactly("plan-1", "plan-2");
        }

        @Test
        void countsWhatIsRecovered() throws Exception {
            two.addAndLock("plan-1", "one");
            two.addAndLock("plan-2", "two");
            ManifestStateHandleStore<String> next = retaining(manifest(new SteeredFence(6)));
            next.getAllAndLock();
            next.addAndLock("plan-3", "three");
            assertThat(stored()).containsEntry("plan-1", true);
        }
    }
}
