package io.spillway.testing;

import io.spillway.spi.store.ConditionalStore;
import io.spillway.spi.store.StoreException;
import io.spillway.spi.store.StoreException.Reason;
import io.spillway.spi.store.StoredObject;
import io.spillway.spi.store.Version;
import io.spillway.spi.store.WriteOutcome;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Another store, to which requests get lost, or from which replies do. What happens to each request
 * is asked for when it is made, so a seeded supplier makes it repeatable, and a {@link FaultScript}
 * does what a test says. As thread-safe as the store and the supplier; late writes are for one
 * thread.
 */
public final class FaultyStore implements ConditionalStore {
    private final ConditionalStore store;
    private final Supplier<Fault> readFaults;
    private final Supplier<Fault> writeFaults;
    private final List<Request<WriteOutcome>> late = new ArrayList<>();

    /** What happens to one request. */
    public enum Fault {
        /** Nothing: it is answered. */
        NONE,
        /** The store says that it is busy, and does nothing. */
        REFUSED,
        /** The store says that it isn't allowed, and does nothing. */
        DENIED,
        /** It doesn't arrive, and whoever sent it can't know. */
        REQUEST_LOST,
        /** It is carried out, and whoever sent it can't know. */
        REPLY_LOST,
        /** Whoever sent it can't know; a write is carried out when {@link #arrive} is called. */
        LATE,
        /** It is carried out, and the client breaks. */
        BREAKS
    }

    /** One in which the same happens to reads and to writes. */
    public FaultyStore(ConditionalStore store, Supplier<Fault> faults) {
        this(store, faults, faults);
    }

    /** One in which reads have faults of their own; a listing is a read. */
    public FaultyStore(
            ConditionalStore store, Supplier<Fault> readFaults, Supplier<Fault> writeFaults) {
        this.store = store;
        this.readFaults = readFaults;
        this.writeFaults = writeFaults;
    }

    @Override
    public Duration writeInterval() {
        return store.writeInterval();
    }

    /** The writes that are late arrive, in the order in which they were made. */
    public void arrive() throws StoreException {
        for (Request<WriteOutcome> each : late) {
            each.send();
        }
        late.clear();
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
        return switch (readFaults.get()) {
            case NONE -> request.send();
            case DENIED -> throw denied();
            case BREAKS -> throw broken();
            case REFUSED, REQUEST_LOST, REPLY_LOST, LATE -> throw unavailable();
        };
    }

    private WriteOutcome write(Request<WriteOutcome> request) throws StoreException {
        return switch (writeFaults.get()) {
            case NONE -> request.send();
            case REFUSED -> throw unavailable();
            case DENIED -> throw denied();
            case REQUEST_LOST -> unknown();
            case REPLY_LOST -> {
                request.send();
                yield unknown();
            }
            case LATE -> {
                late.add(request);
                yield unknown();
            }
            case BREAKS -> {
                request.send();
                throw broken();
            }
        };
    }

    private StoreException unavailable() {
        return new StoreException(Reason.UNAVAILABLE, location() + " is made to be busy");
    }

    private StoreException denied() {
        return new StoreException(Reason.DENIED, location() + " is made to be forbidden");
    }

    private static IllegalStateException broken() {
        return new IllegalStateException("the client is made to break");
    }

    private static WriteOutcome unknown() {
        return new WriteOutcome.Unknown(new IOException("the reply is made to be lost"));
    }
}
