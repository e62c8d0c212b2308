package io.spillway.ha;

import io.spillway.ha.election.Handover;
import io.spillway.ha.election.Leadership;
import io.spillway.ha.lease.LeaseTerms;
import io.spillway.ha.pointers.ApplicationNames;
import io.spillway.ha.pointers.ClusterSetup;
import io.spillway.ha.pointers.ExecutionPlanNames;
import io.spillway.ha.pointers.Fence;
import io.spillway.ha.pointers.FencedException;
import io.spillway.ha.pointers.ManifestCheckpointRecoveryFactory;
import io.spillway.ha.pointers.ManifestRemovalJournal;
import io.spillway.ha.pointers.ManifestStateHandleStore;
import io.spillway.ha.pointers.Manifests;
import io.spillway.ha.pointers.Patience;
import io.spillway.program.JobFingerprint;
import io.spillway.scalein.RemovalJournal;
import io.spillway.spi.store.ConditionalStore;
import io.spillway.time.Waiting;
import java.io.IOException;
import java.io.Serializable;
import java.net.URI;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.apache.flink.api.common.JobID;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.HighAvailabilityOptions;
import org.apache.flink.core.fs.Path;
import org.apache.flink.runtime.blob.BlobUtils;
import org.apache.flink.runtime.checkpoint.CheckpointRecoveryFactory;
import org.apache.flink.runtime.highavailability.AbstractHaServices;
import org.apache.flink.runtime.highavailability.FileSystemApplicationResultStore;
import org.apache.flink.runtime.highavailability.FileSystemJobResultStore;
import org.apache.flink.runtime.highavailability.HighAvailabilityServicesUtils;
import org.apache.flink.runtime.jobmanager.ApplicationStore;
import org.apache.flink.runtime.jobmanager.DefaultApplicationStore;
import org.apache.flink.runtime.jobmanager.ExecutionPlanStore;
import org.apache.flink.runtime.leaderretrieval.LeaderRetrievalService;
import org.apache.flink.runtime.persistence.filesystem.FileSystemStateStorageHelper;

/**
 * Flink's high availability on an object store alone. The lease tells who leads; manifests, which
 * only the leader can write, tell where the job's checkpoints are; what is larger lies beside them
 * as files, which Flink writes through its file system.
 */
public final class ObjectStoreHaServices extends AbstractHaServices {
    private static final String RESOURCE_MANAGER = "resource_manager";
    private static final String DISPATCHER = "dispatcher";
    private static final String JOB_MANAGER = "job_manager-";

    private final ConditionalStore store;
    private final Leadership leadership;
    private final Manifests manifests;
    private final Handover handover;
    private volatile StartedPlanStore.Started started;

    private ObjectStoreHaServices(
            Configuration configuration,
            Executor ioExecutor,
            ConditionalStore store,
            Leadership leadership)
            throws Exception {
        super(
                configuration,
                leadership::stand,
                ioExecutor,
                BlobUtils.createBlobStoreFromConfig(configuration),
                FileSystemJobResultStore.fromConfiguration(configuration, ioExecutor),
                FileSystemApplicationResultStore.fromConfiguration(configuration, ioExecutor));
        this.store = store;
        this.leadership = leadership;
        Waiting time = Waiting.inRealTime();
        this.handover = new Handover(store, leadership, JOB_MANAGER, time);
        this.manifests = new Manifests(store, new LeaseFence(leadership), Patience.DEFAULT, time);
    }

    /** Manifests are written under the epoch of the lease that this process holds. */
    private record LeaseFence(Leadership leadership) implements Fence {

        @Override
        public long epoch() throws FencedException {
            long epoch = leadership.epoch();
            if (epoch == 0) {
                throw new FencedException("This process doesn't lead");
            }
            return epoch;
        }

        @Override
        public void overtaken(long epoch) {
            leadership.raiseEpoch(epoch);
        }
    }

    /**
     * Opens the store that the configuration names.
     *
     * @param terms of the lease, once this process stands for election
     */
    static ObjectStoreHaServices create(
            Configuration configuration, Executor ioExecutor, LeaseTerms terms) throws Exception {
        ConditionalStore store = Stores.open(directory(configuration), configuration);
        String clusterId = configuration.get(HighAvailabilityOptions.HA_CLUSTER_ID);
        Leadership leadership =
                new Leadership(store, terms, new StandbyNote(store, clusterId, ioExecutor));
        return new ObjectStoreHaServices(configuration, ioExecutor, store, leadership);
    }

    /** Where lease and manifests are. */
    static URI directory(Configuration configuration) {
        Path cluster =
                HighAvailabilityServicesUtils.getClusterHighAvailableStoragePath(configuration);
        return new Path(cluster, "spillway").toUri();
    }

    /**
     * Says what this process starts jobs with: as a leader it goes on with no others. To be called
     * before it stands for election.
     *
     * @param supersedes the hash of a jar whose stored jobs have been stopped, with a savepoint
     *     that this process starts from
     */
    public void startsJobsWith(JobFingerprint fingerprint, Optional<String> supersedes) {
        started =
                new StartedPlanStore.Started(
                        ClusterSetup.of(configuration, fingerprint), supersedes);
    }

    /** Completes when a leader that this process has waited for has ended the cluster. */
    public CompletableFuture<Void> ended() {
        return leadership.ended();
    }

    /**
     * Gives the lease back, if this process holds it, and waits for a while until another one leads
     * the job; for whoever is about to end it. Flink goes on until then, and can't write where the
     * job's checkpoints are. Blocks for some seconds at most.
     */
    public void resign() {
        handover.run();
    }

    /** The leader doesn't answer: another is looked for. Never blocks. */
    public void leaderUnreachable() {
        leadership.leaderUnreachable();
    }

    /**
     * Whether the leader that doesn't answer has renewed its lease since {@link
     * #leaderUnreachable}, as far as is known. Never blocks.
     */
    public boolean leaderIsThere() {
        return leadership.leaderIsThere();
    }

    /** The leader may be about to go. Never blocks. */
    public void leaderLeft() {
        leadership.leaderLeft();
    }

    /** The leader answers. Never blocks. */
    public void leaderReachable() {
        leadership.leaderReachable();
    }

    /** Where the leader writes down which machines it takes away. */
    public RemovalJournal removals() {
        return new ManifestRemovalJournal(manifests.removals());
    }

    /**
     * Tells where the leader's REST API is, whenever that changes, by a thread of its own: a URL,
     * or empty while it isn't known.
     */
    public void watchRestAddress(Consumer<Optional<String>> reader) {
        leadership.watch(Leadership.REST_SERVER, reader);
    }

    @Override
    protected LeaderRetrievalService createLeaderRetrievalService(String component) {
        return leadership.retriever(component);
    }

    @Override
    protected CheckpointRecoveryFactory createCheckpointRecoveryFactory() throws IOException {
        return new ManifestCheckpointRecoveryFactory(
                manifests, storage("completedCheckpoint"), ioExecutor);
    }

    @Override
    protected ExecutionPlanStore createExecutionPlanStore() throws IOException {
        return new StartedPlanStore(
                manifests,
                new ManifestStateHandleStore<>(
                        manifests.cluster(),
                        ExecutionPlanNames.PREFIX,
                        storage("submittedExecutionPlan")),
                () -> Optional.ofNullable(started));
    }

    @Override
    protected ApplicationStore createApplicationStore() throws IOException {
        return new DefaultApplicationStore<>(
                new ManifestStateHandleStore<>(
                        manifests.cluster(),
                        ApplicationNames.PREFIX,
                        storage("submittedApplication")),
                ApplicationNames.INSTANCE);
    }

    private <T extends Serializable> FileSystemStateStorageHelper<T> storage(String prefix)
            throws IOException {
        return new FileSystemStateStorageHelper<>(
                HighAvailabilityServicesUtils.getClusterHighAvailableStoragePath(configuration),
                prefix);
    }

    @Override
    protected void internalClose() {
        leadership.close();
        store.close();
    }

    /** The lease stays, and tells all who have waited that there is nothing left. */
    @Override
    protected void internalCleanup() throws Exception {
        manifests.deleteAll();
        leadership.nothingLeft();
    }

    @Override
    protected void internalCleanupJobData(JobID job) throws Exception {
        manifests.deleteJob(job);
    }

    @Override
    protected String getLeaderPathForResourceManager() {
        return RESOURCE_MANAGER;
    }

    @Override
    protected String getLeaderPathForDispatcher() {
        return DISPATCHER;
    }

    @Override
    protected String getLeaderPathForJobManager(JobID job) {
        return JOB_MANAGER + job;
    }

    @Override
    protected String getLeaderPathForRestServer() {
        return Leadership.REST_SERVER;
    }
}
