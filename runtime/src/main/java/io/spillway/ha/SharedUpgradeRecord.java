package io.spillway.ha;

import io.spillway.spi.store.ConditionalStore;
import io.spillway.spi.store.StoreException;
import io.spillway.spi.store.StoredObject;
import io.spillway.spi.store.WriteOutcome;
import io.spillway.spi.store.WriteOutcome.Committed;
import io.spillway.upgrade.RecordStore;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import org.apache.flink.configuration.Configuration;

/**
 * The record of an upgrade, beside the lease: all JobManagers of the cluster look there before they
 * start a job. It isn't the leader that writes it, so it has no epoch; each write expects the
 * content that its writer has seen, by the object's version. Not thread-safe.
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
            return StoreQuestions.ask(() -> store.get(KEY, REQUEST));
        } catch (StoreException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    /** A write without an answer is settled by the next look; what was sent twice is the same. */
    @Override
    public boolean replace(Optional<byte[]> expected, byte[] content) throws IOException {
        for (int i = 0; i < TRIES; i++) {
            Optional<StoredObject> there = object();
            if (is(there, Optional.of(content))) {
                return true;
            }
            if (!is(there, expected)) {
                return false;
            }
            try {
                WriteOutcome outcome =
                        there.isPresent()
                                ? store.replaceIfMatches(
                                        KEY, there.get().version(), content, REQUEST)
                                : store.createIfAbsent(KEY, content, REQUEST);
                if (outcome instanceof Committed) {
                    return true;
                }
            } catch (StoreException e) {
                throw new IOException(e.getMessage(), e);
            }
        }
        throw new IOException(location() + " can't be written: no answer tells whether it was");
    }

    private static boolean is(Optional<StoredObject> there, Optional<byte[]> content) {
        return Arrays.equals(there.map(StoredObject::content).orElse(null), content.orElse(null));
    }

    @Override
    public boolean delete(byte[] expected) throws IOException {
        for (int i = 0; i < TRIES; i++) {
            Optional<StoredObject> there = object();
            if (!is(there, Optional.of(expected))) {
                // Nobody else could delete what was sent for deletion, but this one.
                return i > 0 && there.isEmpty();
            }
            try {
                if (store.deleteIfMatches(KEY, there.get().version(), REQUEST)
                        instanceof Committed) {
                    return true;
                }
            } catch (StoreException e) {
                throw new IOException(e.getMessage(), e);
            }
        }
        throw new IOException(location() + " can't be deleted: no answer tells whether it was");
    }

    @Override
    public void close() {
        store.close();
    }

    @Override
    public String location() {
        return store.location(KEY);
    }
}
