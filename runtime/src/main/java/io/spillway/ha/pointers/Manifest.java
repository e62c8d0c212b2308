package io.spillway.ha.pointers;

import io.spillway.ha.pointers.Change.Also;
import io.spillway.ha.pointers.Change.Drop;
import io.spillway.ha.pointers.Change.Plain;
import io.spillway.ha.pointers.ManifestContent.Entry;
import io.spillway.ha.pointers.ManifestOwner.Delete;
import io.spillway.ha.pointers.ManifestOwner.Done;
import io.spillway.ha.pointers.ManifestOwner.Fenced;
import io.spillway.ha.pointers.ManifestOwner.Observed;
import io.spillway.ha.pointers.ManifestOwner.Read;
import io.spillway.ha.pointers.ManifestOwner.Refused;
import io.spillway.ha.pointers.ManifestOwner.Result;
import io.spillway.ha.pointers.ManifestOwner.Step;
import io.spillway.ha.pointers.ManifestOwner.Write;
import io.spillway.spi.store.ConditionalStore;
import io.spillway.spi.store.StoreException;
import io.spillway.spi.store.StoreException.Reason;
import io.spillway.spi.store.StoredObject;
import io.spillway.spi.store.WriteOutcome;
import io.spillway.spi.store.WriteOutcome.Unknown;
import io.spillway.time.Waiting;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.apache.flink.runtime.persistence.PossibleInconsistentStateException;
import org.apache.flink.util.FlinkException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One object that holds all pointers of a job, or of the cluster, and that only the leader can
 * change: {@link ManifestOwner} says how. Calls block until the store has answered, {@link
 * Patience#inAll} at most, and wait for each other by a lock that nobody else has. The content is
 * kept in memory, where the leader, who alone writes it, reads it without a request.
 *
 * <p>Each call goes by the leadership that the fence tells then. Under another epoch than before
 * the manifest is claimed anew.
 *
 * <p>All methods throw
 *
 * <ul>
 *   <li>{@link FencedException} when this process doesn't lead, or the manifest shows that another
 *       does: nothing points to what was to be added, and nothing will;
 *   <li>{@link StoreException} when the store can't be used: nothing was changed;
 *   <li>{@link PossibleInconsistentStateException} when nobody knows whether the change was made or
 *       may be made yet: nothing that it points to, or that it no longer points to, may be deleted.
 *       The next call finds out.
 * </ul>
 */
public final class Manifest {
    private static final Logger LOG = LoggerFactory.getLogger(Manifest.class);

    /** What stores must take, by their contract. */
    private static final int LARGEST = 1 << 20;

    private final ConditionalStore store;
    private final String key;
    private final Fence fence;
    private final Patience patience;
    private final Waiting waiting;
    private final Supplier<String> nonces;

    private final ReentrantLock lock = new ReentrantLock();

    /** Marked entries whose objects are gone: they go with the next write. */
    private final Map<String, Entry> gone = new HashMap<>();

    private Optional<ManifestOwner> owner = Optional.empty();

    /** When the store takes the next write; empty as long as there was none. */
    private OptionalLong writableAt = OptionalLong.empty();

    Manifest(
            ConditionalStore store,
            String key,
            Fence fence,
            Patience patience,
            Waiting waiting,
            Supplier<String> nonces) {
        this.store = store;
        this.key = key;
        this.fence = fence;
        this.patience = patience;
        this.waiting = waiting;
        this.nonces = nonces;
    }

    /** Where it is, for messages. */
    public String location() {
        return store.location(key);
    }

    /** Which epoch it is written under: that of the leadership that is held now. */
    long epoch() throws FencedException {
        return fence.epoch();
    }

    /** What is in it, claimed if it wasn't yet. */
    ManifestContent read() throws FencedException, StoreException, FlinkException {
        return update(Plain.READING);
    }

    /**
     * Changes it.
     *
     * @return what is in it afterwards
     * @throws FlinkException whatever the change throws
     */
    ManifestContent update(Change change) throws FencedException, StoreException, FlinkException {
        Result result;
        long epoch = fence.epoch();
        lock.lock();
        try {
            result = run(epoch, new Also(change, new Drop(Map.copyOf(gone))));
            if (result instanceof Done done) {
                Map<String, Entry> left = done.after().entries();
                gone.entrySet().removeIf(each -> !each.getValue().equals(left.get(each.getKey())));
            }
        } finally {
            lock.unlock();
        }
        return after(epoch, result);
    }

    /**
     * Remembers that what a marked entry points to is gone: the entry needs no write of its own to
     * go. Until then it does no harm, as nobody reads it.
     */
    void forget(String name, Entry entry) {
        lock.lock();
        try {
            gone.put(name, entry);
        } finally {
            lock.unlock();
        }
    }

    /** Whether what a marked entry points to is known to be gone. */
    boolean isGone(String name, Entry entry) {
        lock.lock();
        try {
            return entry.equals(gone.get(name));
        } finally {
            lock.unlock();
        }
    }

    /** Writes what has been waiting for a next write, if there is anything. */
    public void flush() throws FencedException, StoreException, FlinkException {
        Map<String, Entry> waitingForWrite;
        lock.lock();
        try {
            waitingForWrite = Map.copyOf(gone);
        } finally {
            lock.unlock();
        }
        if (!waitingForWrite.isEmpty()) {
            update(new Drop(waitingForWrite));
        }
    }

    /** Deletes the object, and whatever is in it. All later calls are fenced. */
    void delete() throws FencedException, StoreException, FlinkException {
        Result result;
        long epoch = fence.epoch();
        lock.lock();
        try {
            result = run(epoch, Plain.DELETION);
        } finally {
            lock.unlock();
        }
        after(epoch, result);
        LOG.info("Deleted {}", location());
    }

    private ManifestContent after(long epoch, Result result)
            throws FencedException, FlinkException {
        if (result instanceof Done done) {
            return done.after();
        }
        if (result instanceof Refused refused) {
            throw refused.reason();
        }
        Fenced fenced = (Fenced) result;
        FencedException reason =
                new FencedException(
                        fenced.by() == 0
                                ? "%s has been deleted".formatted(location())
                                : "%s has been taken over, under epoch %d"
                                        .formatted(location(), fenced.by()));
        if (fenced.by() > epoch) {
            fence.overtaken(fenced.by());
        }
        if (fenced.mayBeDone()) {
            throw unsettled(reason);
        }
        throw reason;
    }

    private Result run(long epoch, Change change)
            throws FencedException, StoreException, PossibleInconsistentStateException {
        requireLeadership(epoch);
        ManifestOwner now = ownerUnder(epoch);
        boolean wasClaimed = now.isClaimed();
        now.begin(change);
        try {
            Result result = ask(now);
            if (!wasClaimed && now.isClaimed()) {
                LOG.info("{} is written under epoch {} from now on", location(), now.epoch());
            }
            return result;
        } catch (FencedException | StoreException e) {
            if (now.giveUp()) {
                throw unsettled(e);
            }
            throw e;
        } catch (RuntimeException | Error e) {
            // Whether something was sent isn't known: a new owner claims the manifest again, which
            // ends whatever is on its way.
            owner = Optional.empty();
            throw e;
        }
    }

    private ManifestOwner ownerUnder(long epoch) {
        if (owner.isEmpty() || owner.get().epoch() != epoch) {
            owner = Optional.of(new ManifestOwner(epoch, nonces));
        }
        return owner.get();
    }

    private PossibleInconsistentStateException unsettled(Exception reason) {
        return new PossibleInconsistentStateException(
                "Whether %s has been changed isn't known: %s"
                        .formatted(location(), reason.getMessage()),
                reason);
    }

    private Result ask(ManifestOwner now) throws FencedException, StoreException {
        long end = waiting.nanoTime() + patience.inAll().toNanos();
        Duration pause = patience.firstPause();
        int notDone = 0;
        StoreException last = unavailable("no answer", null);
        while (true) {
            Step step = now.next();
            if (step instanceof Result result) {
                return result;
            }
            Duration left = Duration.ofNanos(end - waiting.nanoTime());
            if (left.isNegative() || left.isZero()) {
                throw last;
            }
            if (!(step instanceof Read) && awaitsStore(left)) {
                continue;
            }
            requireLeadership(now.epoch());
            Duration timeout = shorter(left, patience.request());
            boolean soon = true;
            try {
                if (step instanceof Read) {
                    now.readAnswered(observe(timeout));
                } else {
                    WriteOutcome outcome =
                            step instanceof Write write
                                    ? send(now, write, timeout)
                                    : delete(now, (Delete) step, timeout);
                    writableAt =
                            OptionalLong.of(waiting.nanoTime() + store.writeInterval().toNanos());
                    if (!(outcome instanceof WriteOutcome.Committed)) {
                        last = unavailable("can't be written: " + outcome, causeOf(outcome));
                        // The read that follows mostly settles it.
                        soon = notDone++ == 0;
                    }
                }
            } catch (StoreException e) {
                if (!e.mayPass()) {
                    throw e;
                }
                last = e;
                soon = false;
            }
            if (!soon) {
                pause(shorter(pause, left));
                pause = patience.pauseAfter(pause);
            }
        }
    }

    /** Waits until the store takes another write of this object; false when there was no need. */
    private boolean awaitsStore(Duration left) throws StoreException {
        Duration early =
                Duration.ofNanos(
                        writableAt.isEmpty() ? 0 : writableAt.getAsLong() - waiting.nanoTime());
        if (early.isNegative() || early.isZero()) {
            return false;
        }
        pause(shorter(early, left));
        return true;
    }

    private void requireLeadership(long epoch) throws FencedException {
        if (fence.epoch() != epoch) {
            throw new FencedException("The leadership of epoch %d is over".formatted(epoch));
        }
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private void pause(Duration time) throws StoreException {
        try {
            waiting.pause(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unavailable("interrupted", e);
        }
    }

    private StoreException unavailable(String why, Exception cause) {
        return new StoreException(Reason.UNAVAILABLE, "%s: %s".formatted(location(), why), cause);
    }

    private static Exception causeOf(WriteOutcome outcome) {
        return outcome instanceof Unknown unknown ? unknown.cause() : null;
    }

    private Optional<Observed> observe(Duration timeout) throws StoreException {
        Optional<StoredObject> found = store.get(key, timeout);
        return found.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new Observed(
                                found.get().version(),
                                ManifestCodec.decode(found.get().content(), location())));
    }

    private WriteOutcome send(ManifestOwner now, Write write, Duration timeout)
            throws StoreException {
        byte[] content = ManifestCodec.encode(write.document());
        if (content.length > LARGEST) {
            throw new StoreException(
                    Reason.UNUSABLE,
                    "%s would have %d bytes, of %d that are allowed: it has %d entries"
                            .formatted(
                                    location(),
                                    content.length,
                                    LARGEST,
                                    write.document().content().entries().size()));
        }
        WriteOutcome outcome =
                outcomeOf(
                        () ->
                                write.expected().isPresent()
                                        ? store.replaceIfMatches(
                                                key, write.expected().get(), content, timeout)
                                        : store.createIfAbsent(key, content, timeout));
        now.writeAnswered(outcome);
        return outcome;
    }

    private WriteOutcome delete(ManifestOwner now, Delete deletion, Duration timeout)
            throws StoreException {
        WriteOutcome outcome =
                outcomeOf(() -> store.deleteIfMatches(key, deletion.expected(), timeout));
        now.deletionAnswered(outcome);
        return outcome;
    }

    private interface Sending {
        WriteOutcome send() throws StoreException;
    }

    /** A store that breaks in the middle of a write has perhaps sent it. */
    private static WriteOutcome outcomeOf(Sending sending) throws StoreException {
        try {
            return sending.send();
        } catch (RuntimeException e) {
            return new Unknown(e);
        }
    }
}
