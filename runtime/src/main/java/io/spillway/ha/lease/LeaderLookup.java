package io.spillway.ha.lease;

import io.spillway.ha.lease.LeaseElection.Observed;
import io.spillway.spi.store.ConditionalStore;
import io.spillway.spi.store.StoreException;
import io.spillway.spi.store.StoredObject;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks into the store for who leads, and posts it: one for each process, however many want to
 * know. Looks often while the leader isn't known or was said not to answer, and seldom otherwise
 * ({@link LookupPace}). One thread of its own talks to the store; no other call blocks.
 * Thread-safe.
 */
public final class LeaderLookup implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LeaderLookup.class);

    /** How often a TaskManager looks while all is well, should nothing tell it to look. */
    public static final Duration SAFETY = Duration.ofMinutes(20);

    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(5);

    private final ConditionalStore store;
    private final String key;
    private final LeaderBoard board;
    private final LongSupplier nanoTime;
    private final LookupPace pace;
    private final Troubles troubles;
    private final Thread thread = new Thread(this::run, "spillway-leader-lookup");

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private Map<String, String> known = Map.of();
    private Optional<LeaderPulse> pulse = Optional.empty();
    private boolean paused;
    private boolean started;
    private boolean closed;

    /**
     * @param key of the lease object
     * @param calm how often to look while there is no reason to
     * @param nanoTime a monotonic clock
     */
    public LeaderLookup(
            ConditionalStore store,
            String key,
            LeaderBoard board,
            Duration calm,
            LongSupplier nanoTime) {
        this.store = store;
        this.key = key;
        this.board = board;
        this.nanoTime = nanoTime;
        this.pace =
                new LookupPace(
                        calm, () -> ThreadLocalRandom.current().nextDouble(), nanoTime.getAsLong());
        this.troubles = new Troubles(LOG, "The leader's lease " + store.location(key), nanoTime);
        thread.setDaemon(true);
    }

    /** Begins to look, unless it has begun. */
    public void start() {
        change(
                () -> {
                    if (!started && !closed) {
                        started = true;
                        thread.start();
                    }
                });
    }

    /** Doesn't look while {@code pause}: somebody else posts what there is to know. */
    public void pause(boolean pause) {
        change(() -> paused = pause);
    }

    /** Somebody wants to know of a component: looks at once, unless it is known. */
    public void want(String component) {
        change(
                () -> {
                    if (!known.containsKey(component)) {
                        pace.want(nanoTime.getAsLong());
                    }
                });
    }

    /** The leader doesn't answer: looks at once, and often, until there is another. */
    public void hurry() {
        change(
                () -> {
                    pace.hurry(nanoTime.getAsLong());
                    if (pulse.isEmpty()) {
                        pulse = Optional.of(new LeaderPulse());
                    }
                });
    }

    /** The leader may be about to go: looks at once, and a few times more. */
    public void glance() {
        change(() -> pace.glance(nanoTime.getAsLong()));
    }

    /** The leader answers: there is no need to look. */
    public void calm() {
        change(
                () -> {
                    pace.calm(nanoTime.getAsLong());
                    pulse = Optional.empty();
                });
    }

    /**
     * Whether the leader that was said not to answer has renewed its lease since: it is there, and
     * whatever is wrong lies between it and this process. False as long as that isn't known.
     */
    public boolean leaderIsThere() {
        lock.lock();
        try {
            return pulse.map(LeaderPulse::beats).orElse(false);
        } finally {
            lock.unlock();
        }
    }

    /** Stops to look. Blocks until a request that is under way is over. */
    @Override
    public void close() {
        change(() -> closed = true);
        thread.interrupt();
        try {
            thread.join(REQUEST_TIMEOUT.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void change(Runnable action) {
        lock.lock();
        try {
            action.run();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        try {
            while (await()) {
                look();
            }
        } catch (InterruptedException e) {
            LOG.trace("Closed", e);
        }
    }

    /** Waits until it is time to look; false when it never will be. */
    private boolean await() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (!closed) {
                long left = pace.dueAt() - nanoTime.getAsLong();
                if (paused) {
                    changed.await();
                } else if (left <= 0) {
                    return true;
                } else {
                    long unused = changed.awaitNanos(left);
                }
            }
            return false;
        } finally {
            lock.unlock();
        }
    }

    private void look() {
        Optional<Observed> observed;
        Optional<LeaderPulse> begun;
        lock.lock();
        try {
            begun = pulse;
        } finally {
            lock.unlock();
        }
        try {
            observed = observe(store, key, REQUEST_TIMEOUT);
        } catch (StoreException e) {
            if (!Thread.currentThread().isInterrupted()) {
                troubles.met(e);
            }
            change(() -> pace.failed(nanoTime.getAsLong()));
            return;
        }
        troubles.over();
        Map<String, String> found = told(observed);
        change(
                () -> {
                    begun.ifPresent(each -> each.seen(observed));
                    pace.looked(nanoTime.getAsLong(), found, board.isAllIn(found));
                    known = found;
                    if (!paused) {
                        board.post(found);
                    }
                });
    }

    /**
     * Looks once: what the leader tells, by component; empty when there is none. Blocks.
     *
     * @throws StoreException when the lease can't be read
     */
    public static Map<String, String> once(ConditionalStore store, String key, Duration timeout)
            throws StoreException {
        return told(observe(store, key, timeout));
    }

    /** Reads the lease; empty when there is none. Blocks. */
    static Optional<Observed> observe(ConditionalStore store, String key, Duration timeout)
            throws StoreException {
        Optional<StoredObject> object = store.get(key, timeout);
        return object.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new Observed(
                                object.get().version(),
                                LeaseCodec.decode(object.get().content(), store.location(key))));
    }

    private static Map<String, String> told(Optional<Observed> observed) {
        return observed.map(Observed::document)
                .filter(lease -> !lease.released())
                .map(LeaseDocument::leaderInformation)
                .orElse(Map.of());
    }
}
