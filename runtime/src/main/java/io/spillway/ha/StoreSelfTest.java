package io.spillway.ha;

import io.spillway.spi.store.ConditionalStore;
import io.spillway.spi.store.StoreException;
import io.spillway.spi.store.StoreException.Reason;
import io.spillway.spi.store.StoredObject;
import io.spillway.spi.store.Version;
import io.spillway.spi.store.WriteOutcome;
import io.spillway.spi.store.WriteOutcome.Committed;
import io.spillway.spi.store.WriteOutcome.Conflict;
import io.spillway.spi.store.WriteOutcome.Unknown;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Finds out, before anything depends on it, whether a store refuses a write whose condition doesn't
 * hold. Some that speak S3 ignore conditions without a word, and some lose races; with either two
 * JobManagers would run the same job. Takes some 40 small requests.
 */
public final class StoreSelfTest {
    private static final Duration REQUEST = Duration.ofSeconds(10);
    private static final int RACERS = 6;
    private static final int RACES = 3;

    private final ConditionalStore store;
    private final String key = "self-test/" + UUID.randomUUID();

    private StoreSelfTest(ConditionalStore store) {
        this.store = store;
    }

    /**
     * Tests it by an object of its own, which is gone afterwards. Blocks.
     *
     * @throws StoreException {@link Reason#UNUSABLE} when the store can't be used for high
     *     availability, another reason when it couldn't be asked
     */
    public static void run(ConditionalStore store) throws StoreException {
        StoreSelfTest test = new StoreSelfTest(store);
        try {
            test.run();
        } finally {
            test.cleanUp();
        }
    }

    private void run() throws StoreException {
        Version first =
                committed(
                        store.createIfAbsent(key, content(), REQUEST),
                        "create an object though it wasn't there (If-None-Match)");
        refused(
                store.createIfAbsent(key, content(), REQUEST),
                "an object was written over that was to be created only if it isn't there (If-None-Match)");
        Version second =
                committed(
                        store.replaceIfMatches(key, first, content(), REQUEST),
                        "replace an object though it hadn't changed (If-Match)");
        refused(
                store.replaceIfMatches(key, first, content(), REQUEST),
                "an object was written over though it had changed (If-Match)");
        refused(
                store.deleteIfMatches(key, first, REQUEST),
                "an object was deleted though it had changed (DELETE with If-Match)");
        Version current = second;
        for (int i = 0; i < RACES; i++) {
            current = race(current);
        }
        Version unused =
                committed(
                        store.deleteIfMatches(key, current, REQUEST),
                        "delete an object though it hadn't changed (DELETE with If-Match)");
        if (store.get(key, REQUEST).isPresent()) {
            throw unusable("an object was still there after it had been deleted");
        }
    }

    /** Of several writes at once that expect the same version, one may be done. */
    private Version race(Version expected) throws StoreException {
        ExecutorService threads = Executors.newFixedThreadPool(RACERS);
        try {
            List<Callable<WriteOutcome>> writes = new ArrayList<>();
            for (int i = 0; i < RACERS; i++) {
                writes.add(() -> store.replaceIfMatches(key, expected, content(), REQUEST));
            }
            long winners = 0;
            for (Future<WriteOutcome> write : threads.invokeAll(writes)) {
                WriteOutcome outcome = write.get();
                if (outcome instanceof Committed) {
                    winners++;
                } else if (outcome instanceof Unknown unknown) {
                    throw unanswered(unknown);
                }
            }
            if (winners != 1) {
                throw unusable(
                        "of %d writes at once with the same condition %d were accepted"
                                .formatted(RACERS, winners));
            }
        } catch (ExecutionException e) {
            if (e.getCause() instanceof StoreException cause) {
                throw cause;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreException(Reason.UNAVAILABLE, "The test was interrupted", e);
        } finally {
            threads.shutdownNow();
        }
        return store.get(key, REQUEST)
                .map(StoredObject::version)
                .orElseThrow(() -> unusable("an object that was just written isn't there"));
    }

    private void cleanUp() {
        try {
            Optional<StoredObject> left = store.get(key, REQUEST);
            if (left.isPresent()) {
                WriteOutcome unused = store.deleteIfMatches(key, left.get().version(), REQUEST);
            }
        } catch (StoreException e) {
            // What the test has found out is worth more than a small object that stays.
        }
    }

    private static byte[] content() {
        return UUID.randomUUID().toString().getBytes(StandardCharsets.UTF_8);
    }

    private Version committed(WriteOutcome outcome, String action) throws StoreException {
        if (outcome instanceof Committed committed) {
            return committed.version();
        } else if (outcome instanceof Unknown unknown) {
            throw unanswered(unknown);
        }
        throw new StoreException(
                Reason.UNUSABLE,
                "%s can't be used for high availability: it refused to %s"
                        .formatted(store.location(), action));
    }

    private void refused(WriteOutcome outcome, String otherwise) throws StoreException {
        if (outcome instanceof Unknown unknown) {
            throw unanswered(unknown);
        } else if (!(outcome instanceof Conflict)) {
            throw unusable(otherwise);
        }
    }

    private StoreException unanswered(Unknown unknown) {
        return new StoreException(
                Reason.UNAVAILABLE,
                "%s did not answer while it was tested: %s"
                        .formatted(store.location(), unknown.cause().getMessage()),
                unknown.cause());
    }

    private StoreException unusable(String found) {
        return new StoreException(
                Reason.UNUSABLE,
                "%s can't be used for high availability, two JobManagers could lead at once: %s"
                        .formatted(store.location(), found));
    }
}
