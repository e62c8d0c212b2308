package io.spillway.ha.pointers;

import io.spillway.ha.pointers.ManifestStateHandleStore.Retention;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.apache.flink.api.common.JobID;
import org.apache.flink.core.execution.RecoveryClaimMode;
import org.apache.flink.runtime.checkpoint.CheckpointIDCounter;
import org.apache.flink.runtime.checkpoint.CheckpointRecoveryFactory;
import org.apache.flink.runtime.checkpoint.CompletedCheckpoint;
import org.apache.flink.runtime.checkpoint.CompletedCheckpointStore;
import org.apache.flink.runtime.checkpoint.DefaultCompletedCheckpointStore;
import org.apache.flink.runtime.checkpoint.DefaultCompletedCheckpointStoreUtils;
import org.apache.flink.runtime.persistence.RetrievableStateStorageHelper;
import org.apache.flink.runtime.state.SharedStateRegistryFactory;

/** Finds jobs' checkpoints in their manifests, and claims those for the leadership held now. */
public final class ManifestCheckpointRecoveryFactory implements CheckpointRecoveryFactory {
    private final Manifests manifests;
    private final RetrievableStateStorageHelper<CompletedCheckpoint> storage;
    private final Executor ioExecutor;

    /**
     * @param storage where descriptions of checkpoints are written
     */
    public ManifestCheckpointRecoveryFactory(
            Manifests manifests,
            RetrievableStateStorageHelper<CompletedCheckpoint> storage,
            Executor ioExecutor) {
        this.manifests = manifests;
        this.storage = storage;
        this.ioExecutor = ioExecutor;
    }

    @Override
    public CompletedCheckpointStore createRecoveredCompletedCheckpointStore(
            JobID jobId,
            int maxNumberOfCheckpointsToRetain,
            SharedStateRegistryFactory sharedStateRegistryFactory,
            Executor executor,
            RecoveryClaimMode recoveryClaimMode)
            throws Exception {
        ManifestStateHandleStore<CompletedCheckpoint> handles =
                new ManifestStateHandleStore<>(
                        manifests.job(jobId),
                        CheckpointNames.PREFIX,
                        storage,
                        Optional.of(retention(maxNumberOfCheckpointsToRetain)));
        Collection<CompletedCheckpoint> checkpoints =
                DefaultCompletedCheckpointStoreUtils.retrieveCompletedCheckpoints(
                        handles, CheckpointNames.INSTANCE);
        ioExecutor.execute(handles::finishRemovals);
        return new DefaultCompletedCheckpointStore<>(
                maxNumberOfCheckpointsToRetain,
                handles,
                CheckpointNames.INSTANCE,
                checkpoints,
                sharedStateRegistryFactory.create(executor, checkpoints, recoveryClaimMode),
                executor);
    }

    /**
     * As Flink removes them: after a checkpoint the oldest ones beyond the number. After a
     * savepoint it keeps the newest checkpoint, whatever the number; then each removal is a write
     * of its own.
     */
    private static Retention<CompletedCheckpoint> retention(int most) {
        return new Retention<>(most, added -> !added.getProperties().isSavepoint());
    }

    @Override
    public CheckpointIDCounter createCheckpointIDCounter(JobID jobId) throws Exception {
        return new ManifestCheckpointIDCounter(manifests.job(jobId), ioExecutor);
    }
}
