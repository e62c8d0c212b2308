package io.spillway.ha;

import io.spillway.ha.pointers.Manifests;
import io.spillway.ha.pointers.StoredJobs;
import io.spillway.program.JobFingerprint;
import io.spillway.spi.store.ConditionalStore;
import io.spillway.spi.store.StoreException;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says whose cluster this JobManager stands by for, in one line for each leader: who meant to set
 * up a cluster of its own sees by it that the id is taken.
 */
final class StandbyNote implements Consumer<String> {
    private static final Logger LOG = LoggerFactory.getLogger(StandbyNote.class);
    private static final Duration REQUEST = Duration.ofSeconds(10);

    private final ConditionalStore store;
    private final String clusterId;
    private final Executor executor;

    /**
     * @param executor asks the store
     */
    StandbyNote(ConditionalStore store, String clusterId, Executor executor) {
        this.store = store;
        this.clusterId = clusterId;
        this.executor = executor;
    }

    /** Another leads. Doesn't block. */
    @Override
    public void accept(String leader) {
        try {
            executor.execute(() -> LOG.info("{}", text(leader)));
        } catch (RejectedExecutionException e) {
            // This process ends: it stands by for nobody any more.
        }
    }

    /** Blocks, for one request. */
    String text(String leader) {
        return "This JobManager stands by for cluster '%s' in %s, which %s leads%s. One that is to be a cluster of its own needs another high-availability.cluster-id."
                .formatted(clusterId, store.location(), leader, ofWhat());
    }

    private String ofWhat() {
        try {
            StoredJobs stored = Manifests.look(store, REQUEST);
            return stored.origin().map(origin -> ": it was " + origin).orElse("")
                    + stored.program().map(program -> ", and runs " + named(program)).orElse("");
        } catch (StoreException e) {
            LOG.debug("What is stored isn't known", e);
            return "";
        }
    }

    private static String named(JobFingerprint program) {
        return JobFingerprint.named(program.jar(), program.jarSha256());
    }
}
