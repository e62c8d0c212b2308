package io.spillway.ha.lease;

import io.spillway.ha.lease.LeaseElection.Observed;
import io.spillway.ha.lease.LeaseElection.Read;
import io.spillway.ha.lease.LeaseElection.Request;
import io.spillway.ha.lease.LeaseElection.Write;
import io.spillway.spi.store.ConditionalStore;
import io.spillway.spi.store.StoreException;
import io.spillway.spi.store.WriteOutcome;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands for election, and keeps the lease while it leads. One thread of its own talks to the store
 * and to the listener; no other call blocks, so all may be made under any lock. Thread-safe.
 *
 * <p>A store that can't be asked, for whatever reason, is asked again until {@link #close}: a
 * leader that can't renew its lease stops to lead when it runs out, and that is all.
 */
public final class LeaseKeeper implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LeaseKeeper.class);

    /** The least time a request gets, however soon the lease runs out. */
    private static final long LEAST_TIMEOUT = TimeUnit.MILLISECONDS.toNanos(50);

    /** Is told of what happens, by the keeper's thread, which holds no lock meanwhile. */
    public interface Listener {

        /** This candidate leads, under an epoch that nobody has led under before. */
        void granted(long epoch);

        /** It doesn't lead any more. Always follows upon {@link #granted}. */
        void revoked();

        /**
         * What the leader tells is another thing than before. A leader learns at once of what it
         * tells itself; others do when it is in the store, which may take only one write a second.
         *
         * @param information by component; empty while there is no leader
         */
        void leaderChanged(Map<String, String> information);

        /**
         * Somebody else leads than before, and this candidate stands by.
         *
         * @param leader what it is called in the lease
         */
        void standsBy(String leader);

        /**
         * The leader that this candidate has waited for had nothing left to do: the keeper is over.
         */
        void ended();

        /** The keeper has failed, by a defect, and is over. */
        void failed(Throwable cause);
    }

    private final ConditionalStore store;
    private final String key;
    private final LeaseTerms terms;
    private final Listener listener;
    private final LongSupplier nanoTime;
    private final LeaseElection election;
    private final Troubles troubles;
    private final Thread thread = new Thread(this::run, "spillway-lease");

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Map<String, String> information = new HashMap<>();
    private boolean poked;
    private volatile boolean detached;

    // The thread's own.
    private long announcedEpoch;
    private boolean announcedEnd;
    private Optional<Map<String, String>> announcedLeader = Optional.empty();
    private String toldHolder = "";

    /**
     * @param key of the lease object
     * @param candidate what this process is called in the lease, for people; made unique here
     * @param nanoTime a monotonic clock
     */
    public LeaseKeeper(
            ConditionalStore store,
            String key,
            String candidate,
            LeaseTerms terms,
            Listener listener,
            LongSupplier nanoTime) {
        this.store = store;
        this.key = key;
        this.terms = terms;
        this.listener = listener;
        this.nanoTime = nanoTime;
        this.troubles = new Troubles(LOG, "The lease " + store.location(key), nanoTime);
        this.election =
                new LeaseElection(
                        candidate + " " + UUID.randomUUID(),
                        terms,
                        store.writeInterval(),
                        () -> UUID.randomUUID().toString(),
                        nanoTime.getAsLong());
        thread.setDaemon(true);
    }

    /** Begins. Called once. */
    public void start() {
        thread.start();
    }

    /** Whether this candidate leads now, as far as it can know. */
    public boolean leads() {
        return epoch() != 0;
    }

    /** The epoch that this candidate leads under; 0 while it doesn't. */
    public long epoch() {
        lock.lock();
        try {
            return election.epoch(nanoTime.getAsLong());
        } finally {
            lock.unlock();
        }
    }

    /**
     * Somebody has led under an epoch that is higher than the lease knows of: from now on only
     * higher ones count.
     */
    public void raiseEpoch(long floor) {
        change(() -> election.raiseEpoch(floor, nanoTime.getAsLong()));
    }

    /**
     * Tells others something, for as long as this leadership lasts. What several tell at about the
     * same time is written at once.
     */
    public void publish(String component, String text) {
        change(
                () -> {
                    information.put(component, text);
                    election.publish(information, nanoTime.getAsLong());
                });
    }

    /** Doesn't tell it any more. */
    public void withdraw(String component) {
        change(
                () -> {
                    information.remove(component);
                    election.publish(information, nanoTime.getAsLong());
                });
    }

    private void change(Runnable action) {
        lock.lock();
        try {
            action.run();
            poked = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Tells the listener nothing more; goes on to hold the lease until it is closed. */
    public void detach() {
        detached = true;
    }

    /** {@link #close(boolean)}, and there is something left to lead. */
    @Override
    public void close() {
        close(false);
    }

    /**
     * Doesn't lead any more, and lets others know, so that the next one needs not wait. Blocks
     * until that is done or a request's time is over; after an interrupt only until it is asked to
     * stop.
     *
     * @param forAll whether there is nothing left to lead, so that who has waited can end as well
     */
    public void close(boolean forAll) {
        change(() -> election.resign(nanoTime.getAsLong(), forAll));
        try {
            if (thread != Thread.currentThread()) {
                thread.join(2 * requestTimeout().toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        thread.interrupt();
    }

    private Duration requestTimeout() {
        return terms.lease().dividedBy(6);
    }

    private void run() {
        try {
            while (true) {
                Optional<Request> request = next();
                announce();
                if (request.isPresent()) {
                    perform(request.get());
                    announce();
                } else if (!await()) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            LOG.debug("The lease was not given back", e);
        } catch (RuntimeException | Error e) {
            change(() -> election.resign(nanoTime.getAsLong(), false));
            if (!detached) {
                listener.failed(e);
            }
        }
    }

    private Optional<Request> next() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("closed");
        }
        lock.lock();
        try {
            return election.next(nanoTime.getAsLong());
        } finally {
            lock.unlock();
        }
    }

    /** Waits until there may be something to do; false when there never will be. */
    private boolean await() throws InterruptedException {
        lock.lock();
        try {
            while (!election.isOver() && !poked) {
                long left = election.wakeAt() - nanoTime.getAsLong();
                if (left <= 0 || changed.awaitNanos(left) <= 0) {
                    break;
                }
            }
            poked = false;
            return !election.isOver();
        } finally {
            lock.unlock();
        }
    }

    private void perform(Request request) {
        if (request instanceof Write write) {
            write(write);
        } else if (request instanceof Read) {
            read();
        }
    }

    private void read() {
        Optional<Observed> observed;
        try {
            observed = LeaderLookup.observe(store, key, timeout());
        } catch (StoreException e) {
            troubles.met(e);
            answer(() -> election.readFailed(nanoTime.getAsLong()));
            return;
        }
        troubles.over();
        answer(() -> election.readAnswered(nanoTime.getAsLong(), observed));
    }

    private void write(Write write) {
        byte[] content = LeaseCodec.encode(write.document());
        WriteOutcome outcome;
        try {
            outcome =
                    write.expected().isPresent()
                            ? store.replaceIfMatches(
                                    key, write.expected().get(), content, timeout())
                            : store.createIfAbsent(key, content, timeout());
        } catch (StoreException e) {
            troubles.met(e);
            answer(() -> election.writeFailed(nanoTime.getAsLong()));
            return;
        }
        if (!(outcome instanceof WriteOutcome.Unknown)) {
            troubles.over();
        }
        answer(() -> election.writeAnswered(nanoTime.getAsLong(), outcome));
    }

    private void answer(Runnable action) {
        lock.lock();
        try {
            action.run();
        } finally {
            lock.unlock();
        }
    }

    /** Not longer than the lease: when it runs out, that is to be told at once. */
    private Duration timeout() {
        long most = requestTimeout().toNanos();
        lock.lock();
        try {
            long now = nanoTime.getAsLong();
            long left = election.leads(now) ? election.validUntil() - now : most;
            return Duration.ofNanos(Math.max(LEAST_TIMEOUT, Math.min(most, left)));
        } finally {
            lock.unlock();
        }
    }

    private void announce() {
        boolean ended;
        long epoch;
        Map<String, String> leader;
        String holder;
        lock.lock();
        try {
            ended = election.hasEnded();
            epoch = election.epoch(nanoTime.getAsLong());
            holder = election.leader().map(LeaseDocument::holder).orElse("");
            if (epoch != announcedEpoch && announcedEpoch != 0) {
                // What it has told was of the leadership that is over.
                information.clear();
                election.publish(information, nanoTime.getAsLong());
            }
            leader =
                    epoch != 0
                            ? Map.copyOf(information)
                            : election.leader()
                                    .map(LeaseDocument::leaderInformation)
                                    .orElse(Map.of());
        } finally {
            lock.unlock();
        }
        if (detached) {
            return;
        }
        if (epoch == 0 && !holder.isEmpty() && !holder.equals(toldHolder)) {
            listener.standsBy(holder);
        }
        toldHolder = holder;
        if (epoch != announcedEpoch) {
            if (announcedEpoch != 0) {
                announcedEpoch = 0;
                listener.revoked();
            }
            if (epoch != 0) {
                announcedEpoch = epoch;
                listener.granted(epoch);
            }
        }
        if (!announcedLeader.equals(Optional.of(leader))) {
            announcedLeader = Optional.of(leader);
            listener.leaderChanged(leader);
        }
        if (ended && !announcedEnd) {
            announcedEnd = true;
            listener.ended();
        }
    }
}
