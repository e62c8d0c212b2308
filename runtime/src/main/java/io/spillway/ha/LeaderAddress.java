package io.spillway.ha;

import io.spillway.ha.election.Leadership;
import io.spillway.spi.store.ConditionalStore;
import io.spillway.spi.store.StoreException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.flink.configuration.Configuration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the leader's REST API is, for a command that is over in a moment or asks every second:
 * reads the lease when it is asked, every 5 s at most. Not thread-safe.
 */
public final class LeaderAddress implements Supplier<Optional<String>> {
    private static final Logger LOG = LoggerFactory.getLogger(LeaderAddress.class);
    private static final long FRESH = TimeUnit.SECONDS.toNanos(5);

    private final ConditionalStore store;
    private Optional<String> url;
    private long readAt;

    private LeaderAddress(ConditionalStore store) throws StoreException {
        this.store = store;
        this.url = Leadership.restAddress(store);
        this.readAt = System.nanoTime();
    }

    /**
     * Opens the cluster's store, which stays open as long as the process lives, and reads the
     * lease.
     *
     * @param configuration with the keys of {@link io.spillway.settings.HaSettings#keys}
     * @throws StoreException when it can't be opened or read
     */
    public static LeaderAddress open(Configuration configuration) throws StoreException {
        return new LeaderAddress(
                Stores.open(ObjectStoreHaServices.directory(configuration), configuration));
    }

    /** The URL, without a slash at the end; empty while nobody leads. */
    @Override
    public Optional<String> get() {
        if (System.nanoTime() - readAt > FRESH) {
            try {
                url = Leadership.restAddress(store);
            } catch (StoreException e) {
                LOG.debug("The leader isn't looked up; the last one that is known counts", e);
            }
            readAt = System.nanoTime();
        }
        return url;
    }
}
