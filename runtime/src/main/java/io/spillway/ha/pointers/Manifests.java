package io.spillway.ha.pointers;

import io.spillway.spi.store.ConditionalStore;
import io.spillway.spi.store.StoreException;
import io.spillway.spi.store.StoredObject;
import io.spillway.time.Waiting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.flink.api.common.JobID;
import org.apache.flink.util.FlinkException;

/**
 * The manifests of a cluster: one of its own, and one for each job, so that jobs don't wait for
 * each other. Thread-safe.
 */
public final class Manifests {
    private static final String CLUSTER = "cluster/manifest";
    private static final String REMOVALS = "removals/manifest";
    private static final String JOBS = "jobs/";
    private static final String MANIFEST = "/manifest";

    private final ConditionalStore store;
    private final Fence fence;
    private final Patience patience;
    private final Waiting waiting;
    private final Manifest cluster;
    private final Manifest removals;
    private final Map<JobID, OfJob> jobs = new HashMap<>();

    private record OfJob(long epoch, Manifest manifest) {}

    /** What is in the store already is left as it is, until somebody leads and asks for it. */
    public Manifests(ConditionalStore store, Fence fence, Patience patience, Waiting waiting) {
        this.store = store;
        this.fence = fence;
        this.patience = patience;
        this.waiting = waiting;
        this.cluster = manifest(CLUSTER, fence);
        this.removals = manifest(REMOVALS, fence);
    }

    /**
     * Reads all manifests that are there, and does nothing with them.
     *
     * @throws StoreException when one can't be read, is no manifest, or is one of a newer Spillway
     */
    public static void check(ConditionalStore store) throws StoreException {
        List<String> keys = new ArrayList<>(List.of(CLUSTER, REMOVALS));
        keys.addAll(store.list(JOBS, Patience.DEFAULT.request()));
        for (String key : keys) {
            if (key.endsWith(MANIFEST)) {
                Optional<StoredObject> found = store.get(key, Patience.DEFAULT.request());
                if (found.isPresent()) {
                    ManifestCodec.decode(found.get().content(), store.location(key));
                }
            }
        }
    }

    /** The cluster's own, for whichever leadership is held when it is used. */
    public Manifest cluster() {
        return cluster;
    }

    /** The one of machines that are being taken away, likewise. */
    public Manifest removals() {
        return removals;
    }

    /**
     * What is stored, by one look of whoever it may be, leader or not. Blocks.
     *
     * @throws StoreException when it can't be read
     */
    public static StoredJobs look(ConditionalStore store, Duration timeout) throws StoreException {
        Optional<StoredObject> found = store.get(CLUSTER, timeout);
        return StoredJobs.of(
                found.isEmpty()
                        ? ManifestContent.EMPTY
                        : ManifestCodec.decode(found.get().content(), store.location(CLUSTER))
                                .content());
    }

    /** Where the cluster's own is, for messages. */
    public static String location(ConditionalStore store) {
        return store.location(CLUSTER);
    }

    /**
     * Notes what this leader starts jobs with, before it stores any; unless there are some that
     * aren't its own: then nothing is changed. The exceptions are those of {@link Manifest}.
     *
     * @return those
     */
    public Optional<StoredJobs> start(ClusterSetup mine)
            throws FencedException, StoreException, FlinkException {
        StoredJobs stored = StoredJobs.of(cluster.read());
        if (stored.areNotOf(mine)) {
            return Optional.of(stored);
        }
        if (!stored.areNotedFor(mine)) {
            cluster.update(new Change.Setup(mine.program(), mine.origin()));
        }
        return Optional.empty();
    }

    /**
     * A job's, for the leadership that is held now and none after it: the same one each time.
     *
     * @throws FencedException when none is held
     */
    public Manifest job(JobID job) throws FencedException {
        Fence pinned = fence.pinned();
        long epoch = pinned.epoch();
        synchronized (jobs) {
            OfJob known = jobs.get(job);
            if (known == null || known.epoch() != epoch) {
                known = new OfJob(epoch, manifest(JOBS + job.toHexString() + MANIFEST, pinned));
                jobs.put(job, known);
            }
            return known.manifest();
        }
    }

    /**
     * Deletes a job's manifest: it will never run again. What its entries point to isn't touched.
     * Does nothing when there is none. The exceptions are those of {@link Manifest}; after each of
     * them it may be called again. (If an earlier leader's very first write to it is still on its
     * way, a manifest without entries can come back; whoever leads then claims it as any other.)
     */
    public void deleteJob(JobID job) throws FencedException, StoreException, FlinkException {
        job(job).delete();
        synchronized (jobs) {
            jobs.remove(job);
        }
    }

    /**
     * Deletes all manifests: the cluster's life is over. What their entries point to isn't touched.
     * The exceptions are those of {@link Manifest}; after each of them it may be called again.
     */
    public void deleteAll() throws FencedException, StoreException, FlinkException {
        fence.epoch();
        for (String key : store.list(JOBS, patience.request())) {
            if (key.endsWith(MANIFEST)) {
                manifest(key, fence).delete();
            }
        }
        synchronized (jobs) {
            jobs.clear();
        }
        manifest(REMOVALS, fence).delete();
        manifest(CLUSTER, fence).delete();
    }

    private Manifest manifest(String key, Fence forIt) {
        return new Manifest(
                store, key, forIt, patience, waiting, () -> UUID.randomUUID().toString());
    }
}
