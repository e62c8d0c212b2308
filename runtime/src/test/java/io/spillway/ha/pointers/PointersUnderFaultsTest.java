package io.spillway.ha.pointers;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.ha.pointers.ManifestStateHandleStore.Retention;
import io.spillway.spi.store.ConditionalStore;
import io.spillway.spi.store.StoreException;
import io.spillway.testing.FaultyStore;
import io.spillway.testing.FaultyStore.Fault;
import io.spillway.testing.InMemoryStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.runtime.persistence.PossibleInconsistentStateException;
import org.apache.flink.runtime.state.RetrievableStateHandle;
import org.junit.jupiter.api.Test;

/** The stores on a manifest as a job uses them, over a store that loses a request in four. */
class PointersUnderFaultsTest {
    private static final JobID JOB = new JobID(0, 1);
    private static final int RETAINED = 2;

    /** Some changes are given up. */
    private static final Patience SHORT =
            new Patience(
                    Duration.ofMillis(600),
                    Duration.ofMillis(100),
                    Duration.ofMillis(200),
                    Duration.ofMillis(400));

    /** Names that a leader was told are there, and hasn't begun to remove. */
    private final TreeSet<String> acknowledged = new TreeSet<>();

    /** Names of which nobody knows whether they were added, or removed. */
    private final Set<String> unknown = new HashSet<>();

    /** Names that one of which nobody knows has superseded, if it was added. */
    private final Set<String> perhapsSuperseded = new HashSet<>();

    private final Set<Long> ids = new HashSet<>();
    private final StatesInMemory<String> states = new StatesInMemory<>();

    @Test
    void whatIsAcknowledgedIsFoundByTheNextLeader() throws Exception {
        int inconsistencies = 0;
        for (long seed = 0; seed < 200; seed++) {
            acknowledged.clear();
            unknown.clear();
            perhapsSuperseded.clear();
            ids.clear();
            inconsistencies += history(seed);
        }
        assertThat(inconsistencies).isPositive();
    }

    private int history(long seed) throws Exception {
        Random random = new Random(seed);
        ConditionalStore memory = new InMemoryStore();
        List<Fault> faults = List.of(Fault.REFUSED, Fault.REQUEST_LOST, Fault.REPLY_LOST);
        ConditionalStore faulty =
                new FaultyStore(
                        memory,
                        () ->
                                random.nextInt(4) == 0
                                        ? faults.get(random.nextInt(faults.size()))
                                        : Fault.NONE);
        int inconsistencies = 0;
        for (int epoch = 1; epoch <= 5; epoch++) {
            Manifests manifests =
                    new Manifests(faulty, new SteeredFence(epoch), SHORT, new SteeredWaiting());
            ManifestStateHandleStore<String> handles = handles(manifests);
            acknowledged.clear();
            for (Tuple2<RetrievableStateHandle<String>, String> each : recover(handles)) {
                assertThat(each.f0.retrieveState()).isEqualTo(each.f1);
                acknowledged.add(each.f1);
            }
            handles.finishRemovals();
            ManifestCheckpointIDCounter counter =
                    new ManifestCheckpointIDCounter(manifests.job(JOB), Runnable::run);
            counter.start();
            for (int i = 0; i < 20; i++) {
                inconsistencies += checkpoint(handles, counter);
            }
            expectAll(memory, epoch, seed);
        }
        return inconsistencies;
    }

    private static List<Tuple2<RetrievableStateHandle<String>, String>> recover(
            ManifestStateHandleStore<String> handles) throws Exception {
        while (true) {
            try {
                return handles.getAllAndLock();
            } catch (PossibleInconsistentStateException | StoreException e) {
                assertThat(e).hasMessageContaining("memory:/");
            }
        }
    }

    private ManifestStateHandleStore<String> handles(Manifests manifests) throws FencedException {
        return new ManifestStateHandleStore<>(
                manifests.job(JOB),
                CheckpointNames.PREFIX,
                states,
                Optional.of(new Retention<>(RETAINED, state -> true)));
    }

    private int checkpoint(
            ManifestStateHandleStore<String> handles, ManifestCheckpointIDCounter counter)
            throws Exception {
        String name;
        try {
            long id = counter.getAndIncrement();
            assertThat(ids.add(id)).as("id %d", id).isTrue();
            name = CheckpointNames.INSTANCE.checkpointIDToName(id);
        } catch (PossibleInconsistentStateException e) {
            return 1;
        } catch (StoreException e) {
            return 0;
        }
        try {
            handles.addAndLock(name, name);
            acknowledged.add(name);
        } catch (PossibleInconsistentStateException e) {
            unknown.add(name);
            acknowledged.stream()
                    .limit(Math.max(0, acknowledged.size() + 1 - RETAINED))
                    .forEach(perhapsSuperseded::add);
            return 1;
        } catch (StoreException e) {
            return 0;
        }
        while (acknowledged.size() > RETAINED) {
            String oldest = acknowledged.pollFirst();
            unknown.add(oldest);
            try {
                handles.releaseAndTryRemove(oldest);
                unknown.remove(oldest);
            } catch (PossibleInconsistentStateException | StoreException e) {
                return 1;
            }
        }
        return 0;
    }

    private void expectAll(ConditionalStore memory, int epoch, long seed) throws Exception {
        List<String> found = new ArrayList<>();
        Manifest manifest =
                new Manifest(
                        memory,
                        "jobs/" + JOB.toHexString() + "/manifest",
                        new SteeredFence(epoch),
                        Patience.DEFAULT,
                        new SteeredWaiting(),
                        () -> "look-" + epoch);
        for (Tuple2<RetrievableStateHandle<String>, String> each :
                new ManifestStateHandleStore<>(manifest, CheckpointNames.PREFIX, states)
                        .getAllAndLock()) {
            assertThat(each.f0.retrieveState()).isEqualTo(each.f1);
            found.add(each.f1);
        }
        List<String> required = new ArrayList<>(acknowledged);
        required.removeAll(perhapsSuperseded);
        assertThat(found).as("seed %d, epoch %d", seed, epoch).containsAll(required);
        found.removeAll(acknowledged);
        assertThat(unknown).as("seed %d, epoch %d", seed, epoch).containsAll(found);
    }
}
