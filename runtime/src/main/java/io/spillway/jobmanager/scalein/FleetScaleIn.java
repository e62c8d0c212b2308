package io.spillway.jobmanager.scalein;

import io.spillway.jobmanager.drain.DrainBook;
import io.spillway.jobmanager.drain.Ticker;
import io.spillway.jobmanager.fleet.Fleet;
import io.spillway.jobmanager.fleet.Registry;
import io.spillway.restapi.ScaleInView;
import io.spillway.restapi.SignalView;
import io.spillway.scalein.RemovalJournal;
import io.spillway.scalein.ScaleInBoard;
import io.spillway.scalein.ScaleInLoop;
import io.spillway.scalein.ScaleInStatus;
import io.spillway.scaling.publish.Signal;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/**
 * What this JobManager does to make the group of machines smaller: nothing where the group's own
 * policy does it. Safe for use by several threads; no method blocks.
 */
public final class FleetScaleIn {

    private final Optional<ScaleInChoice> choice;
    private final Fleet fleet;
    private final DrainBook book;
    private final Supplier<Optional<Signal>> signal;
    private final Ticker ticker;
    private final ScaleInBoard board;
    private RemovalJournal journal = RemovalJournal.NONE;
    private ScaleInLoop loop;

    /**
     * @param choice the group; empty where its own policy scales in
     * @param signal the last scaling signal
     */
    public FleetScaleIn(
            Optional<ScaleInChoice> choice,
            Fleet fleet,
            DrainBook book,
            Supplier<Optional<Signal>> signal,
            Ticker ticker,
            ScaleInBoard board) {
        this.choice = choice;
        this.fleet = fleet;
        this.book = book;
        this.signal = signal;
        this.ticker = ticker;
        this.board = board;
    }

    /** Says where the leader writes down what it takes away. Before {@link #start}. */
    public synchronized void keepJournal(RemovalJournal where) {
        journal = where;
    }

    /** Begins. Once only. */
    public synchronized void start(Registry registry) {
        if (choice.isEmpty()) {
            return;
        }
        if (loop != null) {
            throw new IllegalStateException("Started already");
        }
        ScaleInLoop started =
                new ScaleInLoop(
                        Executors.newSingleThreadScheduledExecutor(
                                task -> {
                                    Thread thread = new Thread(task, "scale-in");
                                    thread.setDaemon(true);
                                    return thread;
                                }),
                        ticker::nanos,
                        choice.get().rules(),
                        new JobManagersFleet(fleet, book, registry, signal),
                        choice.get()::open,
                        journal,
                        board);
        loop = started;
        fleet.whenJobComes(started::wake);
        started.start();
    }

    /** Ends; does nothing when it hasn't begun. */
    public synchronized void stop() {
        if (loop != null) {
            fleet.whenJobComes(() -> {});
            loop.close();
        }
    }

    /** For {@code GET /fleet}; null where the group's own policy scales in. */
    public ScaleInView view() {
        return choice.map(chosen -> view(chosen.group(), board.status())).orElse(null);
    }

    private static ScaleInView view(String group, ScaleInStatus status) {
        OptionalInt stabilized = status.stabilized();
        return new ScaleInView(
                group,
                status.phase().name(),
                new SignalView.Reason(status.reason().name(), status.reason().sentence()),
                status.machines(),
                stabilized.isPresent() ? stabilized.getAsInt() : null,
                status.problem().orElse(null),
                status.removed());
    }
}
