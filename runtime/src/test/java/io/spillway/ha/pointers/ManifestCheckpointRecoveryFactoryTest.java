package io.spillway.ha.pointers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spillway.testing.FaultScript;
import io.spillway.testing.FaultyStore;
import io.spillway.testing.FaultyStore.Fault;
import io.spillway.testing.InMemoryStore;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.core.execution.RecoveryClaimMode;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.checkpoint.CheckpointIDCounter;
import org.apache.flink.runtime.checkpoint.CheckpointProperties;
import org.apache.flink.runtime.checkpoint.CheckpointRecoveryFactory;
import org.apache.flink.runtime.checkpoint.CheckpointRetentionPolicy;
import org.apache.flink.runtime.checkpoint.CheckpointsCleaner;
import org.apache.flink.runtime.checkpoint.CompletedCheckpoint;
import org.apache.flink.runtime.checkpoint.CompletedCheckpointStore;
import org.apache.flink.runtime.persistence.PossibleInconsistentStateException;
import org.apache.flink.runtime.state.CompletedCheckpointStorageLocation;
import org.apache.flink.runtime.state.SharedStateRegistry;
import org.apache.flink.runtime.state.StreamStateHandle;
import org.apache.flink.runtime.state.memory.ByteStreamStateHandle;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** With the classes of Flink's that use it. */
class ManifestCheckpointRecoveryFactoryTest {
    private static final JobID JOB = new JobID(0, 1);
    private static final String KEY = "jobs/" + JOB.toHexString() + "/manifest";
    private static final Set<String> DELETED = new ConcurrentSkipListSet<>();

    private final FaultScript writes = new FaultScript();
    private final FaultyStore store =
            new FaultyStore(new InMemoryStore(), () -> Fault.NONE, writes);
    private final SteeredFence fence = new SteeredFence(5);
    private final StatesInMemory<CompletedCheckpoint> states = new StatesInMemory<>();
    private final Manifests manifests = manifests(fence);

    private Manifests manifests(Fence of) {
        return new Manifests(store, of, Patience.DEFAULT, new SteeredWaiting());
    }

    private CheckpointRecoveryFactory factory(Manifests of) {
        return new ManifestCheckpointRecoveryFactory(of, states, Runnable::run);
    }

    private CompletedCheckpointStore recover(Manifests of, int retained) throws Exception {
        return factory(of)
                .createRecoveredCompletedCheckpointStore(
                        JOB,
                        retained,
                        SharedStateRegistry.DEFAULT_FACTORY,
                        Runnable::run,
                        RecoveryClaimMode.DEFAULT);
    }

    private static void add(CompletedCheckpointStore checkpoints, long id) throws Exception {
        add(
                checkpoints,
                id,
                CheckpointProperties.forCheckpoint(
                        CheckpointRetentionPolicy.NEVER_RETAIN_AFTER_TERMINATION));
    }

    private static void add(
            CompletedCheckpointStore checkpoints, long id, CheckpointProperties properties)
            throws Exception {
        checkpoints.addCheckpointAndSubsumeOldestOne(
                new CompletedCheckpoint(
                        JOB, id, 0, 1, Map.of(), null, properties, new Location("chk-" + id), null),
                new CheckpointsCleaner(),
                () -> {});
    }

    private static List<Long> ids(CompletedCheckpointStore checkpoints) throws Exception {
        return checkpoints.getAllCheckpoints().stream()
                .map(CompletedCheckpoint::getCheckpointID)
                .toList();
    }

    private Set<Long> stored(boolean deleting) throws Exception {
        Set<Long> ids = new TreeSet<>();
        ManifestCodec.decode(store.get(KEY, Duration.ofSeconds(1)).orElseThrow().content(), KEY)
                .content()
                .entries()
                .forEach(
                        (name, entry) -> {
                            if (entry.deleting() == deleting) {
                                ids.add(CheckpointNames.INSTANCE.nameToCheckpointID(name));
                            }
                        });
        return ids;
    }

    @BeforeEach
    void forget() {
        DELETED.clear();
    }

    @Test
    void aCheckpointIsOneWrite() throws Exception {
        CompletedCheckpointStore checkpoints = recover(manifests, 1);
        CheckpointIDCounter counter = factory(manifests).createCheckpointIDCounter(JOB);
        counter.start();
        int before = writes.requests();
        for (int i = 0; i < 32; i++) {
            add(checkpoints, counter.getAndIncrement());
        }
        assertThat(writes.requests() - before).as("and one for 16 ids").isEqualTo(32 + 2);
        assertThat(stored(false)).containsExactly(32L);
        assertThat(stored(true)).containsExactly(31L);
        assertThat(DELETED).hasSize(31).doesNotContain("chk-32");
        assertThat(states.size()).isOne();
    }

    @Test
    void theNextLeaderFindsTheNewestOnes() throws Exception {
        CompletedCheckpointStore checkpoints = recover(manifests, 2);
        for (long id = 1; id <= 4; id++) {
            add(checkpoints, id);
        }
        Manifests next = manifests(new SteeredFence(6));
        CompletedCheckpointStore recovered = recover(next, 2);
        assertThat(ids(recovered)).containsExactly(3L, 4L);
        add(recovered, 5);
        assertThat(ids(recovered)).containsExactly(4L, 5L);
        assertThat(stored(false)).containsExactly(4L, 5L);
    }

    @Test
    void theEarlierLeaderAddsAndRemovesNothing() throws Exception {
        CompletedCheckpointStore checkpoints = recover(manifests, 1);
        add(checkpoints, 1);
        CompletedCheckpointStore recovered = recover(manifests(new SteeredFence(6)), 1);
        assertThatThrownBy(() -> add(checkpoints, 2)).isInstanceOf(FencedException.class);
        assertThat(DELETED).isEmpty();
        assertThat(states.size()).isOne();
        assertThat(ids(recovered)).containsExactly(1L);
        assertThat(fence.overtakenBy).containsExactly(6L);
    }

    @Test
    void whatALeaderHadNoTimeToDeleteTheNextOneDeletes() throws Exception {
        CompletedCheckpointStore checkpoints = recover(manifests, 1);
        add(checkpoints, 1);
        states.stick(true);
        add(checkpoints, 2);
        assertThat(states.size()).isEqualTo(2);
        states.stick(false);
        recover(manifests(new SteeredFence(6)), 1);
        assertThat(states.size()).isOne();
    }

    @Test
    void aSavepointDoesNotMakeTheCheckpointGo() throws Exception {
        CompletedCheckpointStore checkpoints = recover(manifests, 1);
        add(checkpoints, 1);
        add(
                checkpoints,
                2,
                CheckpointProperties.forSavepoint(false, SavepointFormatType.CANONICAL));
        assertThat(ids(checkpoints)).containsExactly(1L, 2L);
        assertThat(stored(false)).containsExactly(1L, 2L);
        add(checkpoints, 3);
        assertThat(stored(false)).containsExactly(3L);
    }

    @Test
    void aCheckpointOfWhichNobodyKnowsKeepsItsState() throws Exception {
        CompletedCheckpointStore checkpoints = recover(manifests, 1);
        add(checkpoints, 1);
        writes.otherwise(Fault.LATE);
        assertThatThrownBy(() -> add(checkpoints, 2))
                .isInstanceOf(PossibleInconsistentStateException.class);
        assertThat(ids(checkpoints)).containsExactly(1L);
        writes.otherwise(Fault.NONE);
        store.arrive();
        assertThat(DELETED).isEmpty();
        assertThat(ids(recover(manifests(new SteeredFence(6)), 1))).containsExactly(2L);
    }

    @Test
    void aJobThatIsOverLeavesNothing() throws Exception {
        CompletedCheckpointStore checkpoints = recover(manifests, 1);
        CheckpointIDCounter counter = factory(manifests).createCheckpointIDCounter(JOB);
        counter.start();
        add(checkpoints, counter.getAndIncrement());
        add(checkpoints, counter.getAndIncrement());
        checkpoints.shutdown(JobStatus.FINISHED, new CheckpointsCleaner());
        assertThat(counter.shutdown(JobStatus.FINISHED)).isCompleted();
        assertThat(stored(false)).isEmpty();
        assertThat(stored(true)).isEmpty();
        assertThat(states.size()).isZero();
        manifests.deleteJob(JOB);
        assertThat(store.list("", Duration.ofSeconds(1))).isEmpty();
    }

    @Test
    void aSuspendedJobLeavesAll() throws Exception {
        CompletedCheckpointStore checkpoints = recover(manifests, 1);
        add(checkpoints, 1);
        checkpoints.shutdown(JobStatus.SUSPENDED, new CheckpointsCleaner());
        fence.lead(6);
        assertThat(ids(recover(manifests, 1))).containsExactly(1L);
    }

    private static final class Location implements CompletedCheckpointStorageLocation {
        private static final long serialVersionUID = 1L;
        private final String pointer;

        Location(String pointer) {
            this.pointer = pointer;
        }

        @Override
        public String getExternalPointer() {
            return pointer;
        }

        @Override
        public StreamStateHandle getMetadataHandle() {
            return new ByteStreamStateHandle(pointer, new byte[] {1});
        }

        @Override
        public void disposeStorageLocation() {
            DELETED.add(pointer);
        }
    }
}
