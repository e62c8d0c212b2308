package io.spillway.ha.pointers;

import io.spillway.ha.pointers.Change.Add;
import io.spillway.ha.pointers.Change.Clear;
import io.spillway.ha.pointers.Change.Mark;
import io.spillway.ha.pointers.Change.Replace;
import io.spillway.ha.pointers.ManifestContent.Entry;
import io.spillway.spi.store.StoreException;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.runtime.persistence.PossibleInconsistentStateException;
import org.apache.flink.runtime.persistence.RetrievableStateStorageHelper;
import org.apache.flink.runtime.persistence.StateHandleStore;
import org.apache.flink.runtime.persistence.StringResourceVersion;
import org.apache.flink.runtime.state.RetrievableStateHandle;
import org.apache.flink.runtime.util.StateHandleStoreUtils;
import org.apache.flink.util.FlinkException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * States whose handles are entries of a manifest, all under names that begin alike. It does as
 * Flink's store on Kubernetes does, except:
 *
 * <ul>
 *   <li>All writes are fenced: they throw {@link FencedException} once another leads.
 *   <li>{@link #replace} minds the version: that of an entry is its handle.
 *   <li>An entry whose handle can't be read is an error. It isn't skipped, which would start a job
 *       without its state, nor is its name given to another.
 *   <li>A removal is one write at most: the entry is marked, and when that is certain, its state is
 *       discarded. From the mark on nobody reads it. The entry itself goes with the next write,
 *       whatever that is for; if this leader has none, the next one finds the mark ({@link
 *       #finishRemovals}).
 *   <li>With a {@link Retention} an addition marks what will be removed after it in its own write;
 *       then the removal needs none. So a checkpoint is one write.
 * </ul>
 *
 * <p>A mark is never only in memory: Flink deletes a checkpoint's files as soon as it is removed
 * here, and if its entry could still be read after a crash, a job might be restored from it.
 *
 * <p>A state is discarded only when it is certain that no entry has or will have its handle. After
 * a {@link PossibleInconsistentStateException} all are left.
 *
 * @param <T> what is stored
 */
public final class ManifestStateHandleStore<T extends Serializable>
        implements StateHandleStore<T, StringResourceVersion> {
    private static final Logger LOG = LoggerFactory.getLogger(ManifestStateHandleStore.class);

    private final Manifest manifest;
    private final String prefix;
    private final RetrievableStateStorageHelper<T> storage;
    private final Optional<Retention<T>> retention;

    /** Names that the caller knows to be there: read, or added, and not removed since. */
    private final SortedSet<String> retained = new TreeSet<>();

    /**
     * Which states the caller removes after it has added one.
     *
     * @param most how many it keeps, the added one included; the lowest names go first
     * @param supersedes whether a state that is added makes others go; it is no harm if it answers
     *     false for one that does
     */
    public record Retention<T>(int most, Predicate<T> supersedes) {}

    /**
     * @param prefix what all names begin with, and no name of another store on the same manifest
     * @param storage where the states themselves are written
     */
    public ManifestStateHandleStore(
            Manifest manifest, String prefix, RetrievableStateStorageHelper<T> storage) {
        this(manifest, prefix, storage, Optional.empty());
    }

    ManifestStateHandleStore(
            Manifest manifest,
            String prefix,
            RetrievableStateStorageHelper<T> storage,
            Optional<Retention<T>> retention) {
        this.manifest = manifest;
        this.prefix = prefix;
        this.storage = storage;
        this.retention = retention;
    }

    @Override
    public RetrievableStateHandle<T> addAndLock(String name, T state) throws Exception {
        requireOwnName(name);
        finishRemoval(name, manifest.read().entries().get(name));
        RetrievableStateHandle<T> handle = storage.store(state);
        String serialized = serialize(handle);
        updateOrDiscard(new Add(name, serialized, superseded(name, state)), handle);
        synchronized (retained) {
            retained.add(name);
        }
        return handle;
    }

    private Set<String> superseded(String name, T state) {
        if (retention.isEmpty() || !retention.get().supersedes().test(state)) {
            return Set.of();
        }
        synchronized (retained) {
            SortedSet<String> all = new TreeSet<>(retained);
            all.add(name);
            Set<String> superseded = new TreeSet<>();
            Iterator<String> oldest = all.iterator();
            for (int left = all.size(); left > retention.get().most(); left--) {
                superseded.add(oldest.next());
            }
            superseded.remove(name);
            return superseded;
        }
    }

    @Override
    public void replace(String name, StringResourceVersion version, T state) throws Exception {
        requireOwnName(name);
        RetrievableStateHandle<T> handle = storage.store(state);
        String serialized = serialize(handle);
        try {
            updateOrDiscard(new Replace(name, version.getValue(), serialized), handle);
        } catch (NotExistException e) {
            try {
                finishRemoval(name, manifest.read().entries().get(name));
            } catch (Exception alsoFailed) {
                e.addSuppressed(alsoFailed);
            }
            throw e;
        }
        deserialize(name, version.getValue()).discardState();
    }

    /** The new state goes if it is certain that nothing points to it. */
    private void updateOrDiscard(Change change, RetrievableStateHandle<T> handle)
            throws FencedException, StoreException, FlinkException {
        try {
            manifest.update(change);
        } catch (PossibleInconsistentStateException e) {
            throw e;
        } catch (FencedException | StoreException | FlinkException e) {
            try {
                handle.discardState();
            } catch (Exception leftOver) {
                e.addSuppressed(leftOver);
            }
            throw e;
        }
    }

    @Override
    public StringResourceVersion exists(String name) throws Exception {
        Entry entry = manifest.read().entries().get(name);
        return entry == null || entry.deleting()
                ? StringResourceVersion.notExisting()
                : StringResourceVersion.valueOf(entry.handle());
    }

    @Override
    public RetrievableStateHandle<T> getAndLock(String name) throws Exception {
        Entry entry = manifest.read().entries().get(name);
        if (entry == null) {
            throw new NotExistException(
                    "There is no entry '%s' in %s".formatted(name, manifest.location()));
        }
        if (entry.deleting()) {
            throw new NotExistException(
                    "Entry '%s' in %s is being deleted".formatted(name, manifest.location()));
        }
        return deserialize(name, entry.handle());
    }

    @Override
    public List<Tuple2<RetrievableStateHandle<T>, String>> getAllAndLock() throws Exception {
        List<Tuple2<RetrievableStateHandle<T>, String>> all = new ArrayList<>();
        for (Map.Entry<String, Entry> each : entries(false).entrySet()) {
            all.add(Tuple2.of(deserialize(each.getKey(), each.getValue().handle()), each.getKey()));
        }
        synchronized (retained) {
            retained.clear();
            all.forEach(each -> retained.add(each.f1));
        }
        return all;
    }

    @Override
    public Collection<String> getAllHandles() throws Exception {
        return new ArrayList<>(entries(false).keySet());
    }

    private SortedMap<String, Entry> entries(boolean deleting)
            throws FencedException, StoreException, FlinkException {
        SortedMap<String, Entry> ours = new TreeMap<>();
        manifest.read()
                .entries()
                .forEach(
                        (name, entry) -> {
                            if (name.startsWith(prefix) && entry.deleting() == deleting) {
                                ours.put(name, entry);
                            }
                        });
        return ours;
    }

    @Override
    public boolean releaseAndTryRemove(String name) throws Exception {
        requireOwnName(name);
        synchronized (retained) {
            retained.remove(name);
        }
        finishRemoval(name, manifest.update(new Mark(name)).entries().get(name));
        return true;
    }

    /**
     * Discards the states of entries that are marked already: an earlier leader, or an earlier
     * call, didn't come to it. What fails is logged, and left for another time.
     */
    public void finishRemovals() {
        try {
            for (Map.Entry<String, Entry> each : entries(true).entrySet()) {
                try {
                    finishRemoval(each.getKey(), each.getValue());
                } catch (Exception e) {
                    LOG.warn(
                            "The state of '{}' in {} is no longer needed, and can't be deleted",
                            each.getKey(),
                            manifest.location(),
                            e);
                }
            }
        } catch (FencedException | StoreException | FlinkException e) {
            LOG.warn("{} can't be tidied up: {}", manifest.location(), e.getMessage());
        }
    }

    private void finishRemoval(String name, Entry entry) throws Exception {
        if (entry == null || !entry.deleting() || manifest.isGone(name, entry)) {
            return;
        }
        Optional<RetrievableStateHandle<T>> handle = Optional.empty();
        try {
            handle = Optional.of(deserialize(name, entry.handle()));
        } catch (IOException e) {
            LOG.warn("What it points to is left where it is: {}", e.getMessage());
        }
        if (handle.isPresent()) {
            handle.get().discardState();
        }
        manifest.forget(name, entry);
    }

    @Override
    public void clearEntries() throws Exception {
        synchronized (retained) {
            retained.clear();
        }
        manifest.update(new Clear(prefix));
    }

    /** Nothing is locked: there is one leader. */
    @Override
    public void release(String name) {}

    /** Nothing is locked: there is one leader. */
    @Override
    public void releaseAll() {}

    @Override
    public String toString() {
        return "%s* in %s".formatted(prefix, manifest.location());
    }

    private void requireOwnName(String name) {
        if (!name.startsWith(prefix)) {
            throw new IllegalArgumentException(
                    "'%s' doesn't begin with '%s'".formatted(name, prefix));
        }
    }

    private static String serialize(RetrievableStateHandle<?> handle) throws Exception {
        return Base64.getEncoder().encodeToString(StateHandleStoreUtils.serializeOrDiscard(handle));
    }

    private RetrievableStateHandle<T> deserialize(String name, String handle) throws IOException {
        try {
            return StateHandleStoreUtils.deserialize(Base64.getDecoder().decode(handle));
        } catch (IOException | ClassNotFoundException | RuntimeException e) {
            throw new IOException(
                    "The handle of '%s' in %s can't be read: %s"
                            .formatted(name, manifest.location(), e),
                    e);
        }
    }
}
