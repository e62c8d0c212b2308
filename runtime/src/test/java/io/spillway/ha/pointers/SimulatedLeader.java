package io.spillway.ha.pointers;

import io.spillway.ha.pointers.Change.Add;
import io.spillway.ha.pointers.Change.Also;
import io.spillway.ha.pointers.Change.Drop;
import io.spillway.ha.pointers.Change.Replace;
import io.spillway.ha.pointers.Change.Reserve;
import io.spillway.ha.pointers.LeaderWishes.Wish;
import io.spillway.ha.pointers.ManifestContent.Entry;
import io.spillway.ha.pointers.ManifestOwner.Done;
import io.spillway.ha.pointers.ManifestOwner.Fenced;
import io.spillway.ha.pointers.ManifestOwner.Observed;
import io.spillway.ha.pointers.ManifestOwner.Request;
import io.spillway.ha.pointers.ManifestOwner.Result;
import io.spillway.ha.pointers.ManifestOwner.Step;
import io.spillway.ha.pointers.ManifestOwner.Write;
import io.spillway.ha.pointers.ManifestSimulation.Defect;
import io.spillway.spi.store.Version;
import io.spillway.spi.store.WriteOutcome;
import io.spillway.testing.simulation.SimulatedNetwork;
import io.spillway.testing.simulation.SimulatedProcess;
import io.spillway.testing.simulation.SimulatedRequest;
import io.spillway.testing.simulation.SimulatedTime;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/**
 * A leader that wants one change of the manifest after the other. It discards what nothing points
 * to any more, and what surely nothing has pointed to.
 */
final class SimulatedLeader {
    private static final int LONGEST_PATIENCE = 6_000;

    private final long epoch;
    private final Defect defect;
    private final SimulatedTime time;
    private final SimulatedNetwork network;
    private final Random random;
    private final PointerLedger ledger;
    private final SimulatedProcess process;
    private final ManifestOwner owner;
    private final LeaderWishes wishes;

    /** What it read last. */
    private ManifestContent known = ManifestContent.EMPTY;

    /** Marked entries of which it has discarded the states. */
    private final Map<String, Entry> gone = new HashMap<>();

    private Optional<Wish> wish = Optional.empty();
    private long until;
    private boolean isFenced;

    private int unanswered;
    private int givenUp;
    private int done;

    SimulatedLeader(
            long epoch,
            Defect defect,
            SimulatedTime time,
            SimulatedNetwork network,
            Random random,
            PointerLedger ledger) {
        this.epoch = epoch;
        this.defect = defect;
        this.time = time;
        this.network = network;
        this.random = random;
        this.ledger = ledger;
        this.process = new SimulatedProcess(time, network);
        this.owner = new ManifestOwner(epoch, this::nonce);
        this.wishes = new LeaderWishes(random, time);
    }

    private String nonce() {
        return defect == Defect.SAME_NONCES ? "same" : Long.toHexString(time.uniqueNumber());
    }

    int unanswered() {
        return unanswered;
    }

    int givenUp() {
        return givenUp;
    }

    int done() {
        return done;
    }

    boolean isFenced() {
        return isFenced;
    }

    void stop(long duration) {
        process.stop(duration);
    }

    /** Wants the next change, unless it still waits for one. */
    void work() {
        process.whenRunning(
                () -> {
                    if (!isFenced && wish.isEmpty()) {
                        Wish next = owner.isClaimed() ? wishes.next(known) : Wish.READING;
                        wish = Optional.of(next);
                        next.removes().forEach(ledger::mayBeRemoved);
                        until = time.now() + network.milliseconds(LONGEST_PATIENCE);
                        owner.begin(new Also(next.change(), new Drop(Map.copyOf(gone))));
                        step();
                    }
                });
    }

    private void step() {
        process.whenRunning(
                () -> {
                    if (isFenced || wish.isEmpty()) {
                        return;
                    }
                    if (time.now() > until) {
                        givenUp++;
                        notDone(owner.giveUp());
                        return;
                    }
                    Step step = owner.next();
                    if (step instanceof Request request) {
                        process.send(
                                new Sent(request),
                                () -> time.after(network.milliseconds(100), this::step));
                    } else {
                        ended((Result) step);
                    }
                });
    }

    private void ended(Result result) {
        if (result instanceof Done isDone) {
            done++;
            done(isDone.after());
        } else if (result instanceof Fenced fenced) {
            isFenced = true;
            if (ledger.epoch() <= epoch) {
                ledger.violated("epoch %d is fenced by nobody".formatted(epoch));
            }
            notDone(fenced.mayBeDone());
        } else {
            notDone(false);
        }
    }

    private void done(ManifestContent after) {
        Wish mine = wish.orElseThrow();
        wish = Optional.empty();
        known = after;
        if (mine.change() instanceof Reserve reserve) {
            reserved(reserve, after);
        } else if (mine.change() instanceof Add add) {
            ledger.acknowledged(add.name(), add.handle());
        } else if (mine.change() instanceof Replace replace) {
            ledger.acknowledged(replace.name(), replace.handle());
        }
        mine.removes().forEach(ledger::discarded);
        discardWhatIsNotThere(after);
        after.entries()
                .forEach(
                        (name, entry) -> {
                            if (entry.deleting() && random.nextBoolean()) {
                                ledger.discarded(entry.handle());
                                gone.put(name, entry);
                            }
                        });
        time.after(network.milliseconds(500), this::work);
    }

    private void reserved(Reserve reserve, ManifestContent after) {
        if (after.counter().isEmpty()) {
            ledger.violated("ids are acknowledged and lost");
            return;
        }
        for (int i = 0; i < reserve.count(); i++) {
            ledger.given(reserve.first(after) + i);
        }
    }

    /** What a leader is told is final: what it tried before and isn't there never will be. */
    private void discardWhatIsNotThere(ManifestContent told) {
        Set<String> there = new HashSet<>();
        told.entries().values().forEach(entry -> there.add(entry.handle()));
        for (String handle : wishes.tried()) {
            if (!there.contains(handle)) {
                ledger.discarded(handle);
            }
        }
    }

    private void notDone(boolean maybe) {
        Wish mine = wish.orElseThrow();
        wish = Optional.empty();
        if (!maybe) {
            mine.removes().forEach(ledger::notRemoved);
            mine.adds().ifPresent(ledger::discarded);
        }
        time.after(network.milliseconds(500), this::work);
    }

    private Observed observe(Version version, ManifestDocument document) {
        long seen =
                defect == Defect.EPOCHS_NOT_COMPARED
                        ? Math.min(epoch, document.epoch())
                        : document.epoch();
        return new Observed(
                version, new ManifestDocument(seen, document.nonce(), document.content()));
    }

    private final class Sent implements SimulatedRequest {
        private final Request request;

        Sent(Request request) {
            this.request = request;
        }

        @Override
        public boolean isWrite() {
            return request instanceof Write;
        }

        @Override
        public Runnable carryOut() {
            if (request instanceof Write write) {
                WriteOutcome outcome = ledger.manifest().write(write.expected(), write.document());
                return () -> owner.writeAnswered(outcome);
            }
            Optional<Observed> there = ledger.manifest().read(SimulatedLeader.this::observe);
            return () -> owner.readAnswered(there);
        }

        /** Nothing is to be told: it asks again. */
        @Override
        public void refused() {}

        @Override
        public void unanswered() {
            if (request instanceof Write && defect != Defect.UNKNOWN_TAKEN_FOR_FAILED) {
                unanswered++;
                owner.writeAnswered(new WriteOutcome.Unknown(new IOException("time-out")));
            }
        }
    }
}
