package io.spillway.ha.pointers;

import io.spillway.ha.pointers.Change.Add;
import io.spillway.ha.pointers.Change.Also;
import io.spillway.ha.pointers.Change.Drop;
import io.spillway.ha.pointers.Change.Mark;
import io.spillway.ha.pointers.Change.Plain;
import io.spillway.ha.pointers.Change.Replace;
import io.spillway.ha.pointers.Change.Reserve;
import io.spillway.ha.pointers.ManifestContent.Entry;
import io.spillway.ha.pointers.ManifestOwner.Done;
import io.spillway.ha.pointers.ManifestOwner.Fenced;
import io.spillway.ha.pointers.ManifestOwner.Observed;
import io.spillway.ha.pointers.ManifestOwner.Request;
import io.spillway.ha.pointers.ManifestOwner.Result;
import io.spillway.ha.pointers.ManifestOwner.Step;
import io.spillway.ha.pointers.ManifestOwner.Write;
import io.spillway.spi.store.Version;
import io.spillway.spi.store.WriteOutcome;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/**
 * One history of a manifest under leaders that follow each other, made from a seed. An earlier
 * leader isn't told that another leads; it goes on until the manifest stops it. Requests and
 * replies are slow, lost or doubled, the store is away for a while, leaders are stopped and go on,
 * and give up what takes too long. They do what the stores on a manifest do: add pointers, mark
 * those that these supersede or others, replace some, take ids; and they discard what nothing
 * points to any more, or what surely nothing has pointed to. Time is simulated, in nanoseconds.
 */
final class ManifestSimulation {

    /** What is done wrong on purpose. */
    enum Defect {
        NONE,
        /** A write without an answer is taken for one that wasn't done. */
        UNKNOWN_TAKEN_FOR_FAILED,
        /** Whoever reads a manifest doesn't mind whose it is. */
        EPOCHS_NOT_COMPARED,
        /** A writer can't tell its own writes from each other. */
        SAME_NONCES
    }

    private static final long CLIENT_TIMEOUT = TimeUnit.SECONDS.toNanos(2);
    private static final int LONGEST_PATIENCE = 6_000;
    private static final long TROUBLE = TimeUnit.SECONDS.toNanos(60);
    private static final long CALM = TimeUnit.SECONDS.toNanos(40);
    private static final int RETAINED = 3;

    private final Random random;
    private final Defect defect;
    private final PriorityQueue<Event> events = new PriorityQueue<>();
    private final List<Leader> leaders = new ArrayList<>();
    private final List<String> violations = new ArrayList<>();

    private long now;
    private long order;
    private Optional<ManifestDocument> stored = Optional.empty();
    private long awayUntil;

    /** Names of the pointers that somebody was told are there, by their handle. */
    private final Map<String, String> acknowledged = new HashMap<>();

    /** Handles whose pointers somebody may have removed, and how often that may be. */
    private final Map<String, Integer> removed = new HashMap<>();

    /** Handles whose states are gone. */
    private final Set<String> discarded = new HashSet<>();

    private final Set<Long> ids = new HashSet<>();

    /** What happened, besides violations: that a history was worth looking at. */
    private int unanswered;

    private int givenUp;
    private int fencedLeaders;
    private int done;
    private int doneInCalm;

    private record Event(long at, long order, Runnable action) implements Comparable<Event> {
        @Override
        public int compareTo(Event other) {
            return at != other.at ? Long.compare(at, other.at) : Long.compare(order, other.order);
        }
    }

    ManifestSimulation(long seed, Defect defect) {
        this.random = new Random(seed);
        this.defect = defect;
    }

    /** Runs it to its end. */
    List<String> violations() {
        lead();
        at(0, this::trouble);
        while (!events.isEmpty() && violations.isEmpty()) {
            Event event = events.poll();
            if (event.at() > TROUBLE + CALM) {
                break;
            }
            now = event.at();
            event.action().run();
        }
        if (violations.isEmpty() && doneInCalm == 0) {
            violations.add("nothing gets done without trouble");
        }
        return violations;
    }

    int unanswered() {
        return unanswered;
    }

    int givenUp() {
        return givenUp;
    }

    int fencedLeaders() {
        return fencedLeaders;
    }

    int done() {
        return done;
    }

    private boolean isCalm() {
        return now >= TROUBLE;
    }

    private void at(long delay, Runnable action) {
        events.add(new Event(now + delay, order++, action));
    }

    private void lead() {
        Leader leader = new Leader(leaders.size() + 1);
        leaders.add(leader);
        leader.work();
    }

    /** Something happens to a leader or to the store, every some seconds. */
    private void trouble() {
        if (isCalm()) {
            return;
        }
        Leader last = leaders.get(leaders.size() - 1);
        switch (random.nextInt(5)) {
            case 0 -> last.stop(milliseconds(8_000));
            case 1 -> awayUntil = now + milliseconds(8_000);
            case 2 -> {
                last.stop(milliseconds(15_000));
                at(milliseconds(5_000), this::lead);
            }
            case 3 -> {
                // Two take over, one shortly after the other.
                lead();
                at(milliseconds(300), this::lead);
            }
            default -> lead();
        }
        at(milliseconds(6_000), this::trouble);
    }

    private long milliseconds(int most) {
        return TimeUnit.MILLISECONDS.toNanos(1 + random.nextInt(most));
    }

    /** On its way, in one direction: mostly quick. */
    private long transit() {
        boolean slow = !isCalm() && random.nextInt(10) == 0;
        return milliseconds(slow ? 10_000 : 60);
    }

    private boolean happens(int percent) {
        return !isCalm() && random.nextInt(100) < percent;
    }

    /** The same content has the same version, as with ETags. */
    private static Version version(ManifestDocument document) {
        return new Version(document.toString());
    }

    private WriteOutcome apply(Write write) {
        if (!stored.map(ManifestSimulation::version).equals(write.expected())) {
            return new WriteOutcome.Conflict();
        }
        long before = stored.map(ManifestDocument::epoch).orElse(0L);
        if (write.document().epoch() < before) {
            violations.add(
                    "a write of epoch %d after one of epoch %d"
                            .formatted(write.document().epoch(), before));
        }
        stored = Optional.of(write.document());
        look();
        return new WriteOutcome.Committed(version(write.document()));
    }

    /** What must be true of the manifest at any moment. */
    private void look() {
        Map<String, Entry> entries = stored.orElseThrow().content().entries();
        acknowledged.forEach(
                (handle, name) -> {
                    if (removed.getOrDefault(handle, 0) == 0
                            && !new Entry(handle, false).equals(entries.get(name))) {
                        violations.add(
                                "%s was acknowledged and is lost, at %d".formatted(name, now));
                    }
                });
        entries.forEach(
                (name, entry) -> {
                    if (!entry.deleting() && discarded.contains(entry.handle())) {
                        violations.add(
                                "%s points to what is discarded, at %d".formatted(name, now));
                    }
                });
    }

    /**
     * It wasn't removed, and won't be by the same wish. (If it isn't there, it may have been done,
     * and what was added by it may have been removed by the next leader meanwhile.)
     */
    private void forgetIfThere(String handle) {
        if (stored.isPresent()
                && stored.get().content().entries().containsValue(new Entry(handle, false))) {
            removed.merge(handle, -1, Integer::sum);
        }
    }

    private void discard(String handle) {
        discarded.add(handle);
        if (stored.isPresent()) {
            look();
        }
    }

    /**
     * What a leader wants to be done.
     *
     * @param adds the handle that it brings; empty if none
     * @param removes handles whose pointers nobody may read afterwards
     */
    private record Wish(Change change, Optional<String> adds, Set<String> removes) {}

    private final class Leader {
        final long epoch;
        final ManifestOwner owner;
        long stoppedUntil;

        /** What it read last. */
        ManifestContent known = ManifestContent.EMPTY;

        /** Marked entries of which it has discarded the states. */
        final Map<String, Entry> gone = new HashMap<>();

        /** Handles that it has ever tried to write, by name. */
        final Map<String, Set<String>> tried = new HashMap<>();

        Optional<Wish> wish = Optional.empty();
        long until;
        boolean over;

        /** What was asked last; answers to anything before are too late. */
        long asked;

        Leader(long epoch) {
            this.epoch = epoch;
            this.owner =
                    new ManifestOwner(
                            epoch,
                            () ->
                                    defect == Defect.SAME_NONCES
                                            ? "same"
                                            : Long.toHexString(order++));
        }

        void stop(long duration) {
            stoppedUntil = Math.max(stoppedUntil, now + duration);
        }

        /** What a stopped leader should do it does when it goes on. */
        private void whenRunning(Runnable action) {
            if (now < stoppedUntil) {
                at(stoppedUntil - now, () -> whenRunning(action));
            } else {
                action.run();
            }
        }

        void work() {
            whenRunning(
                    () -> {
                        if (!over && wish.isEmpty()) {
                            Wish next = owner.isClaimed() ? wish() : reading();
                            wish = Optional.of(next);
                            next.removes().forEach(each -> removed.merge(each, 1, Integer::sum));
                            until = now + milliseconds(LONGEST_PATIENCE);
                            owner.begin(new Also(next.change(), new Drop(Map.copyOf(gone))));
                            step();
                        }
                    });
        }

        private Wish reading() {
            return new Wish(Plain.READING, Optional.empty(), Set.of());
        }

        private Wish wish() {
            Set<String> names = new TreeSet<>();
            known.entries()
                    .forEach(
                            (name, entry) -> {
                                if (!entry.deleting()) {
                                    names.add(name);
                                }
                            });
            return switch (random.nextInt(8)) {
                case 0 -> reading();
                case 1 -> new Wish(new Reserve(1, 3), Optional.empty(), Set.of());
                case 2 -> names.isEmpty() ? reading() : replacing(pick(names), "handle-" + order++);
                case 3, 4 ->
                        tried.isEmpty() || names.isEmpty()
                                ? reading()
                                : marking(pick(random.nextBoolean() ? names : tried.keySet()));
                default -> adding(names);
            };
        }

        private String pick(Set<String> from) {
            return new ArrayList<>(new TreeSet<>(from)).get(random.nextInt(from.size()));
        }

        private Wish adding(Set<String> names) {
            String name =
                    !tried.isEmpty() && random.nextInt(5) == 0
                            ? pick(tried.keySet())
                            : "%09d".formatted(order++);
            String handle = "handle-" + order++;
            tried.computeIfAbsent(name, key -> new HashSet<>()).add(handle);
            Set<String> superseded = new TreeSet<>();
            for (String each : names) {
                if (names.size() - superseded.size() >= RETAINED && !each.equals(name)) {
                    superseded.add(each);
                }
            }
            Set<String> removes = new HashSet<>();
            superseded.forEach(each -> removes.add(known.entries().get(each).handle()));
            return new Wish(new Add(name, handle, superseded), Optional.of(handle), removes);
        }

        private Wish replacing(String name, String handle) {
            String seen = known.entries().get(name).handle();
            tried.computeIfAbsent(name, key -> new HashSet<>()).add(handle);
            return new Wish(new Replace(name, seen, handle), Optional.of(handle), Set.of(seen));
        }

        private Wish marking(String name) {
            Set<String> removes = new HashSet<>(tried.getOrDefault(name, Set.of()));
            Entry entry = known.entries().get(name);
            if (entry != null) {
                removes.add(entry.handle());
            }
            return new Wish(new Mark(name), Optional.empty(), removes);
        }

        private void step() {
            whenRunning(
                    () -> {
                        if (over || wish.isEmpty()) {
                            return;
                        }
                        if (now > until) {
                            givenUp++;
                            notDone(owner.giveUp());
                            return;
                        }
                        Step step = owner.next();
                        if (step instanceof Request request) {
                            send(request);
                        } else {
                            ended((Result) step);
                        }
                    });
        }

        private void ended(Result result) {
            if (result instanceof Done isDone) {
                done++;
                doneInCalm += isCalm() && now > TROUBLE + CALM / 2 ? 1 : 0;
                done(isDone.after());
                return;
            }
            if (result instanceof Fenced fenced) {
                fencedLeaders++;
                over = true;
                if (stored.map(ManifestDocument::epoch).orElse(0L) <= epoch) {
                    violations.add("epoch %d is fenced by nobody, at %d".formatted(epoch, now));
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
            if (mine.change() instanceof Reserve && after.counter().isEmpty()) {
                violations.add("ids are acknowledged and lost, at %d".formatted(now));
            } else if (mine.change() instanceof Reserve reserve) {
                for (int i = 0; i < reserve.count(); i++) {
                    if (!ids.add(reserve.first(after) + i)) {
                        violations.add("id %d is given twice".formatted(reserve.first(after) + i));
                    }
                }
            }
            if (mine.change() instanceof Add add) {
                acknowledged.put(add.handle(), add.name());
            }
            if (mine.change() instanceof Replace replace) {
                acknowledged.put(replace.handle(), replace.name());
            }
            mine.removes().forEach(ManifestSimulation.this::discard);
            discardWhatIsNotThere(after);
            after.entries()
                    .forEach(
                            (name, entry) -> {
                                if (entry.deleting() && random.nextBoolean()) {
                                    discard(entry.handle());
                                    gone.put(name, entry);
                                }
                            });
            at(milliseconds(500), this::work);
        }

        /** What a leader is told is final: what it tried before and isn't there never will be. */
        private void discardWhatIsNotThere(ManifestContent told) {
            Set<String> there = new HashSet<>();
            told.entries().values().forEach(entry -> there.add(entry.handle()));
            for (Set<String> handles : tried.values()) {
                for (String handle : handles) {
                    if (!there.contains(handle) && discarded.add(handle)) {
                        look();
                    }
                }
            }
        }

        private void notDone(boolean maybe) {
            Wish mine = wish.orElseThrow();
            wish = Optional.empty();
            if (!maybe) {
                mine.removes().forEach(ManifestSimulation.this::forgetIfThere);
                mine.adds().ifPresent(ManifestSimulation.this::discard);
            }
            at(milliseconds(500), this::work);
        }

        private void send(Request request) {
            long mine = ++asked;
            at(CLIENT_TIMEOUT, () -> answer(mine, () -> unanswered(request)));
            boolean away = now < awayUntil;
            if (happens(4) || (away && random.nextBoolean())) {
                at(transit(), () -> answer(mine, () -> {}));
            } else if (!away && !happens(4)) {
                boolean repliesGetLost = happens(4);
                if (request instanceof Write write && happens(4)) {
                    // The client's own retry of a request whose reply was lost.
                    at(transit(), () -> apply(write));
                }
                at(transit(), () -> arrive(mine, request, repliesGetLost));
            }
        }

        private void arrive(long mine, Request request, boolean replyGetsLost) {
            Runnable reply;
            if (request instanceof Write write) {
                WriteOutcome outcome = apply(write);
                reply = () -> owner.writeAnswered(outcome);
            } else {
                Optional<Observed> there = stored.map(this::observe);
                reply = () -> owner.readAnswered(there);
            }
            if (!replyGetsLost) {
                at(transit(), () -> answer(mine, reply));
            }
        }

        private Observed observe(ManifestDocument document) {
            return new Observed(
                    version(document),
                    defect == Defect.EPOCHS_NOT_COMPARED
                            ? new ManifestDocument(
                                    Math.min(epoch, document.epoch()),
                                    document.nonce(),
                                    document.content())
                            : document);
        }

        private void answer(long mine, Runnable how) {
            whenRunning(
                    () -> {
                        if (asked == mine) {
                            asked++;
                            how.run();
                            at(milliseconds(100), this::step);
                        }
                    });
        }

        private void unanswered(Request request) {
            if (request instanceof Write && defect != Defect.UNKNOWN_TAKEN_FOR_FAILED) {
                unanswered++;
                owner.writeAnswered(new WriteOutcome.Unknown(new IOException("time-out")));
            }
        }
    }
}
