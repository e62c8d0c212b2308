package io.spillway.ha;

import io.spillway.spi.store.ConditionalStore;
import io.spillway.spi.store.StoreException;
import io.spillway.spi.store.StoredObject;
import io.spillway.spi.store.WriteOutcome;
import io.spillway.upgrade.RecordStore;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import org.apache.flink.configuration.Configuration;

/**
 * The record of an upgrade, beside the lease: all JobManagers of the cluster look there before they
 * start a job. It isn't the leader that writes it, so it has no epoch; each write expects what was
 * read just before. Not thread-safe.
 */
public final class SharedUpgradeRecord implements RecordStore, AutoCloseable {
    private static final String KEY = "upgrade";
    private static final Duration REQUEST = Duration.ofSeconds(10);
    private static final int TRIES = 5;

    private final ConditionalStore store;

    SharedUpgradeRecord(ConditionalStore store) {
        this.store = store;
    }

    /**
     * Opens the cluster's store.
     *
     * @param configuration with the keys of {@link io.spillway.settings.HaSettings#keys}
     * @throws StoreException when it can't be opened
     */
    public static SharedUpgradeRecord open(Configuration configuration) throws StoreException {
        return new SharedUpgradeRecord(
                Stores.open(ObjectStoreHaServices.directory(configuration), configuration));
    }

    @Override
    public Optional<byte[]> read() throws IOException {
        return object().map(StoredObject::content);
    }

    private Optional<StoredObject> object() throws IOException {
        try {
            return store.get(KEY, REQUEST);
        } catch (StoreException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    @Override
    public void write(byte[] content) throws IOException {
        for (int i = 0; i < TRIES; i++) {
            Optional<StoredObject> there = object();
            if (there.isPresent() && Arrays.equals(there.get().content(), content)) {
                return;
            }
            try {
                WriteOutcome unused =
                        there.isPresent()
                                ? store.replaceIfMatches(
                                        KEY, there.get().version(), content, REQUEST)
                                : store.createIfAbsent(KEY, content, REQUEST);
            } catch (StoreException e) {
                throw new IOException(e.getMessage(), e);
            }
            // The next look tells what has come of it, whatever the answer was.
        }
        throw new IOException(location() + " can't be written");
    }

    @Override
    public void delete() throws IOException {
        for (int i = 0; i < TRIES; i++) {
            Optional<StoredObject> there = object();
            if (there.isEmpty()) {
                return;
            }
            try {
                WriteOutcome unused = store.deleteIfMatches(KEY, there.get().version(), REQUEST);
            } catch (StoreException e) {
                throw new IOException(e.getMessage(), e);
            }
        }
        throw new IOException(location() + " can't be deleted");
    }

    @Override
    public void close() {
        store.close();
    }

    @Override
    public String location() {
        return store.location() + (store.location().endsWith("/") ? "" : "/") + KEY;
    }
}
