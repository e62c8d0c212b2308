package io.spillway.ha.election;

import io.spillway.ha.lease.LeaderBoard;
import io.spillway.ha.lease.LeaderLookup;
import io.spillway.ha.lease.LeaseKeeper;
import io.spillway.ha.lease.LeaseTerms;
import io.spillway.spi.store.ConditionalStore;
import io.spillway.spi.store.StoreException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.apache.flink.runtime.leaderelection.LeaderElectionDriver;
import org.apache.flink.runtime.leaderretrieval.DefaultLeaderRetrievalService;
import org.apache.flink.runtime.leaderretrieval.LeaderRetrievalService;

/**
 * Who leads, and whether it is this process: all that Flink's components in one process share. A
 * process that stands for election knows by that; another looks. Thread-safe.
 */
public final class Leadership implements AutoCloseable {

    /** Where the lease is, below the cluster's directory. */
    public static final String LEASE_KEY = "leader";

    /** What the leader's REST API is called in the lease. */
    public static final String REST_SERVER = "rest_server";

    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(5);

    private final ConditionalStore store;
    private final LeaseTerms terms;
    private final Consumer<String> standby;
    private final LeaderBoard board = new LeaderBoard();
    private final LeaderLookup lookup;
    private final AtomicReference<LeaseKeeper> keeper = new AtomicReference<>();
    private final AtomicReference<LeaseElectionDriver> elected = new AtomicReference<>();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private volatile boolean nothingLeft;

    /**
     * @param store the cluster's directory; stays the caller's to close
     * @param standby is told who leads, for people, whenever this process stands by for somebody
     *     else than before; doesn't block
     */
    public Leadership(ConditionalStore store, LeaseTerms terms, Consumer<String> standby) {
        this.store = store;
        this.terms = terms;
        this.standby = standby;
        this.lookup =
                new LeaderLookup(store, LEASE_KEY, board, LeaderLookup.SAFETY, System::nanoTime);
    }

    /** Stands for election from now on. */
    public LeaderElectionDriver stand(LeaderElectionDriver.Listener listener) {
        LeaseElectionDriver driver = new LeaseElectionDriver(listener, new Observer());
        LeaseKeeper mine =
                new LeaseKeeper(store, LEASE_KEY, name(), terms, driver, System::nanoTime);
        Optional.ofNullable(keeper.getAndSet(mine)).ifPresent(LeaseKeeper::close);
        elected.set(driver);
        lookup.pause(true);
        driver.start(mine);
        return driver;
    }

    /** For people: who holds the lease. */
    private static String name() {
        return ManagementFactory.getRuntimeMXBean().getName();
    }

    /**
     * Where a component's leader is. A process that doesn't stand for election isn't told that
     * nobody leads: what it has to do with the last leader stays until there is another.
     */
    public LeaderRetrievalService retriever(String component) {
        return new DefaultLeaderRetrievalService(
                (handler, fatalErrors) -> {
                    BoardRetrievalDriver driver =
                            new BoardRetrievalDriver(
                                    board, component, handler, () -> keeper.get() != null);
                    lookup.want(component);
                    lookup.start();
                    return driver;
                });
    }

    /** Tells what the leader says of one component's address, by a thread of its own. */
    public void watch(String component, Consumer<Optional<String>> reader) {
        board.subscribe(
                component,
                text ->
                        reader.accept(
                                Optional.ofNullable(
                                        LeaderInformationText.parse(text).getLeaderAddress())));
        lookup.want(component);
        lookup.start();
    }

    /**
     * Where the leader's REST API is, by one look; empty when nobody leads.
     *
     * @throws StoreException when the lease can't be read
     */
    public static Optional<String> restAddress(ConditionalStore store) throws StoreException {
        return Optional.ofNullable(
                LeaderInformationText.parse(
                                Optional.ofNullable(
                                        LeaderLookup.once(store, LEASE_KEY, REQUEST_TIMEOUT)
                                                .get(REST_SERVER)))
                        .getLeaderAddress());
    }

    /**
     * Reads the lease, if there is one, and does nothing with it.
     *
     * @throws StoreException when it can't be read, is no lease, or is one of a newer Spillway
     */
    public static void check(ConditionalStore store) throws StoreException {
        LeaderLookup.once(store, LEASE_KEY, REQUEST_TIMEOUT);
    }

    /** The epoch that this process leads under; 0 while it doesn't. */
    public long epoch() {
        return Optional.ofNullable(keeper.get()).map(LeaseKeeper::epoch).orElse(0L);
    }

    /** Somebody has led under this epoch: none up to it counts any more. */
    public void raiseEpoch(long floor) {
        Optional.ofNullable(keeper.get()).ifPresent(mine -> mine.raiseEpoch(floor));
    }

    /** The leader doesn't answer: another is looked for. */
    public void leaderUnreachable() {
        lookup.hurry();
    }

    /** Whether the leader that doesn't answer is known to be there all the same. Never blocks. */
    public boolean leaderIsThere() {
        return lookup.leaderIsThere();
    }

    /** The leader may be about to go. */
    public void leaderLeft() {
        lookup.glance();
    }

    /** The leader answers. */
    public void leaderReachable() {
        lookup.calm();
    }

    /** Completes when a leader that this process has waited for had nothing left to do. */
    public CompletableFuture<Void> ended() {
        return ended;
    }

    /** There is nothing left to lead: {@link #close} will say so to all who wait. */
    public void nothingLeft() {
        nothingLeft = true;
    }

    /**
     * Gives the lease back, if it is held, and stands for election no more. Those who were granted
     * this leadership aren't told until {@link #revoke}: what they write is refused from now on,
     * and what they have under way goes on. Blocks for some seconds at most. {@link #close} is
     * still to come.
     *
     * @return whether this process has led
     */
    public boolean resign() {
        LeaseKeeper mine = keeper.get();
        if (mine == null) {
            return false;
        }
        boolean led = mine.leads();
        mine.detach();
        mine.close();
        return led;
    }

    /** Tells those who were granted leadership, if it was granted, that it is over. */
    public void revoke() {
        Optional.ofNullable(elected.get()).ifPresent(LeaseElectionDriver::revoked);
    }

    /**
     * Whether somebody leads that component now, by one look. Blocks for 5 s at most.
     *
     * @param component the beginning of its name
     * @throws StoreException when the lease can't be read
     */
    public static boolean isLed(ConditionalStore store, String component) throws StoreException {
        return LeaderLookup.once(store, LEASE_KEY, REQUEST_TIMEOUT).keySet().stream()
                .anyMatch(each -> each.startsWith(component));
    }

    /** Gives the lease back, if it is held: blocks for some seconds at most. */
    @Override
    public void close() {
        Optional.ofNullable(keeper.getAndSet(null)).ifPresent(mine -> mine.close(nothingLeft));
        lookup.close();
        board.close();
    }

    private final class Observer implements LeaseElectionDriver.Observer {
        @Override
        public void leaderChanged(Map<String, String> information) {
            board.post(information);
        }

        @Override
        public void standsBy(String leader) {
            standby.accept(leader);
        }

        @Override
        public void ended() {
            ended.complete(null);
        }
    }
}
