package io.spillway.testing;

import io.spillway.spi.store.ConditionalStore;
import io.spillway.spi.store.StoreException;
import io.spillway.spi.store.StoreException.Reason;
import io.spillway.spi.store.StoredObject;
import io.spillway.spi.store.Version;
import io.spillway.spi.store.WriteOutcome;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Another store, to which requests get lost, or from which replies do. What happens to each request
 * is asked for when it is made, so a seeded supplier makes it repeatable. As thread-safe as the
 * store and the supplier.
 */
public final class FaultyStore implements ConditionalStore {
    private final ConditionalStore store;
    private final Supplier<Fault> faults;

    /** What happens to one request. */
    public enum Fault {
        /** Nothing: it is answered. */
        NONE,
        /** The store says that it is busy, and does nothing. */
        REFUSED,
        /** It doesn't arrive, and whoever sent it can't know. */
        REQUEST_LOST,
        /** It is carried out, and whoever sent it can't know. */
        REPLY_LOST
    }

    public FaultyStore(ConditionalStore store, Supplier<Fault> faults) {
        this.store = store;
        this.faults = faults;
    }

    @Override
    public String location() {
        return store.location();
    }

    @Override
    public Optional<StoredObject> get(String key, Duration timeout) throws StoreException {
        return read(() -> store.get(key, timeout));
    }

    @Override
    public List<String> list(String prefix, Duration timeout) throws StoreException {
        return read(() -> store.list(prefix, timeout));
    }

    @Override
    public WriteOutcome createIfAbsent(String key, byte[] content, Duration timeout)
            throws StoreException {
        return write(() -> store.createIfAbsent(key, content, timeout));
    }

    @Override
    public WriteOutcome replaceIfMatches(
            String key, Version expected, byte[] content, Duration timeout) throws StoreException {
        return write(() -> store.replaceIfMatches(key, expected, content, timeout));
    }

    @Override
    public WriteOutcome deleteIfMatches(String key, Version expected, Duration timeout)
            throws StoreException {
        return write(() -> store.deleteIfMatches(key, expected, timeout));
    }

    @Override
    public void close() {
        store.close();
    }

    private interface Request<T> {
        T send() throws StoreException;
    }

    private <T> T read(Request<T> request) throws StoreException {
        if (faults.get() != Fault.NONE) {
            throw unavailable();
        }
        return request.send();
    }

    private WriteOutcome write(Request<WriteOutcome> request) throws StoreException {
        return switch (faults.get()) {
            case NONE -> request.send();
            case REFUSED -> throw unavailable();
            case REQUEST_LOST -> unknown();
            case REPLY_LOST -> {
                request.send();
                yield unknown();
            }
        };
    }

    private StoreException unavailable() {
        return new StoreException(Reason.UNAVAILABLE, location() + " is made to be busy");
    }

    private static WriteOutcome unknown() {
        return new WriteOutcome.Unknown(new IOException("the reply is made to be lost"));
    }
}
