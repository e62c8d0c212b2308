package io.spillway.ha.pointers;

import io.spillway.spi.store.ConditionalStore;
import io.spillway.spi.store.StoreException;
import io.spillway.spi.store.StoreException.Reason;
import io.spillway.spi.store.StoredObject;
import io.spillway.spi.store.Version;
import io.spillway.spi.store.WriteOutcome;
import io.spillway.testing.InMemoryStore;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A store in memory that does to each write what a test says, and counts. */
final class SteeredStore implements ConditionalStore {
    private final ConditionalStore store = new InMemoryStore();
    private final ArrayDeque<Fate> fates = new ArrayDeque<>();
    private final List<Sending> onTheirWay = new ArrayList<>();
    private Fate otherwise = Fate.DONE;
    private Optional<StoreException> readsFail = Optional.empty();
    private int writes;
    private int reads;

    /** What becomes of a write. */
    enum Fate {
        DONE,
        /** It is done, and the answer is lost. */
        REPLY_LOST,
        /** It isn't done, and no answer comes. */
        REQUEST_LOST,
        /** No answer comes; it is done when the test says so. */
        LATE,
        /** The store is busy. */
        REFUSED,
        /** The store lets nobody write. */
        DENIED,
        /** It is done, and the client breaks. */
        BREAKS
    }

    private interface Sending {
        WriteOutcome send() throws StoreException;
    }

    /** What happens to the next writes. */
    void next(Fate... each) {
        fates.addAll(List.of(each));
    }

    /** What happens to all writes of which nothing else is said. */
    void otherwise(Fate fate) {
        otherwise = fate;
    }

    void readsFail(Reason reason) {
        readsFail = Optional.of(new StoreException(reason, "reads are made to fail"));
    }

    void readsWork() {
        readsFail = Optional.empty();
    }

    /** What was on its way arrives. */
    void arrive() throws StoreException {
        for (Sending each : onTheirWay) {
            each.send();
        }
        onTheirWay.clear();
    }

    int writes() {
        return writes;
    }

    int reads() {
        return reads;
    }

    private WriteOutcome write(Sending sending) throws StoreException {
        writes++;
        Fate fate = fates.isEmpty() ? otherwise : fates.remove();
        return switch (fate) {
            case DONE -> sending.send();
            case REFUSED -> throw new StoreException(Reason.UNAVAILABLE, "made to be busy");
            case DENIED -> throw new StoreException(Reason.DENIED, "made to be forbidden");
            case REQUEST_LOST -> unknown();
            case REPLY_LOST -> {
                sending.send();
                yield unknown();
            }
            case LATE -> {
                onTheirWay.add(sending);
                yield unknown();
            }
            case BREAKS -> {
                sending.send();
                throw new IllegalStateException("made to break");
            }
        };
    }

    private static WriteOutcome unknown() {
        return new WriteOutcome.Unknown(new IOException("no answer, on purpose"));
    }

    @Override
    public String location() {
        return store.location();
    }

    @Override
    public Optional<StoredObject> get(String key, Duration timeout) throws StoreException {
        reads++;
        if (readsFail.isPresent()) {
            throw readsFail.get();
        }
        return store.get(key, timeout);
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
    public List<String> list(String prefix, Duration timeout) throws StoreException {
        return store.list(prefix, timeout);
    }

    @Override
    public void close() {}
}
