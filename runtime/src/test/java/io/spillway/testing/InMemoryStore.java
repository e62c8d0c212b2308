package io.spillway.testing;

import io.spillway.spi.store.ConditionalStore;
import io.spillway.spi.store.ObjectKey;
import io.spillway.spi.store.StoredObject;
import io.spillway.spi.store.Version;
import io.spillway.spi.store.WriteOutcome;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A store that is gone with its process. As strict as a store may be: the same bytes, written
 * again, have the same version, as S3's ETags do. Thread-safe.
 */
public final class InMemoryStore implements ConditionalStore {
    private final TreeMap<String, byte[]> objects = new TreeMap<>();
    private final Duration writeInterval;

    public InMemoryStore() {
        this(Duration.ZERO);
    }

    /** One that tells, but doesn't enforce, that it takes a write of an object only so often. */
    public InMemoryStore(Duration writeInterval) {
        this.writeInterval = writeInterval;
    }

    @Override
    public Duration writeInterval() {
        return writeInterval;
    }

    @Override
    public String location() {
        return "memory:/";
    }

    @Override
    public synchronized Optional<StoredObject> get(String key, Duration timeout) {
        return Optional.ofNullable(objects.get(ObjectKey.require(key)))
                .map(content -> new StoredObject(versionOf(content), content.clone()));
    }

    @Override
    public synchronized WriteOutcome createIfAbsent(String key, byte[] content, Duration timeout) {
        return write(key, Optional.empty(), content);
    }

    @Override
    public synchronized WriteOutcome replaceIfMatches(
            String key, Version expected, byte[] content, Duration timeout) {
        return write(key, Optional.of(expected), content);
    }

    private WriteOutcome write(String key, Optional<Version> expected, byte[] content) {
        if (!current(key).equals(expected)) {
            return new WriteOutcome.Conflict();
        }
        objects.put(key, content.clone());
        return new WriteOutcome.Committed(versionOf(content));
    }

    @Override
    public synchronized WriteOutcome deleteIfMatches(
            String key, Version expected, Duration timeout) {
        if (!current(key).equals(Optional.of(expected))) {
            return new WriteOutcome.Conflict();
        }
        objects.remove(key);
        return new WriteOutcome.Committed(expected);
    }

    @Override
    public synchronized List<String> list(String prefix, Duration timeout) {
        ObjectKey.requirePrefix(prefix);
        return objects.keySet().stream().filter(key -> key.startsWith(prefix)).toList();
    }

    @Override
    public void close() {}

    private Optional<Version> current(String key) {
        return Optional.ofNullable(objects.get(ObjectKey.require(key)))
                .map(InMemoryStore::versionOf);
    }

    private static Version versionOf(byte[] content) {
        return new Version(Sha256.of(content));
    }
}
