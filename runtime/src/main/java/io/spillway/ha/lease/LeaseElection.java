package io.spillway.ha.lease;

import io.spillway.spi.store.Version;
import io.spillway.spi.store.WriteOutcome;
import io.spillway.spi.store.WriteOutcome.Committed;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * One candidate's part in the election of a leader: what to ask the store next, and what follows
 * from its answers. Neither asks nor waits by itself, so that all its histories can be simulated.
 * Not thread-safe. Times are nanoseconds of the caller's monotonic clock.
 *
 * <p>The rules:
 *
 * <ul>
 *   <li>A leader leads until the lease has passed since it <em>sent</em> the last write that it
 *       knows to be in the store.
 *   <li>Another takes the lease only if the object has stood still for the lease and the clocks'
 *       drift, by its own clock, since it <em>received</em> it for the first time; or at once if it
 *       was released. It does so under the next epoch, and only if the object is still the same.
 *   <li>A write without an answer, or with one that says that the object has changed, is settled by
 *       reading: what was written is known by its nonce. A write that may still be on its way is
 *       remembered until the object has moved on, after which it can't be done any more.
 *   <li>A leader that has nothing left to do says so when it releases the lease. A candidate that
 *       has waited for it meanwhile doesn't take it and is over; one that comes later takes it.
 *   <li>It doesn't write sooner after a write of its own than the store takes the next one: that
 *       would be refused.
 *   <li>A leader whose lease has run out begins a new leadership, under a new epoch, even if nobody
 *       has taken it meanwhile.
 * </ul>
 */
final class LeaseElection {

    /** What to ask the store. */
    sealed interface Request {}

    /** Read the lease object. */
    record Read() implements Request {}

    /**
     * Write the lease object.
     *
     * @param expected the version that it must have; empty when it mustn't be there
     */
    record Write(Optional<Version> expected, LeaseDocument document) implements Request {}

    /** The lease object as it was read. */
    record Observed(Version version, LeaseDocument document) {}

    private record Attempt(Write write, long sentAt) {}

    private record Held(Observed observed, long sentAt) {}

    private final String candidate;
    private final LeaseTerms terms;
    private final long writeIntervalNanos;
    private final Supplier<String> nonces;

    /** Own writes that are in the store, or might get there yet, by their nonce. */
    private final Map<String, Attempt> attempts = new HashMap<>();

    private Map<String, String> information = Map.of();

    /** What this candidate leads by. */
    private Optional<Held> held = Optional.empty();

    /** What was in the store when this candidate last looked and didn't lead. */
    private Optional<Observed> seen = Optional.empty();

    private long seenSince;

    /** No leadership of an epoch up to this one is taken up, or taken up again. */
    private long epochFloor;

    private Optional<Request> outstanding = Optional.empty();
    private boolean mustRead = true;
    private long dueAt;

    /** When the store takes the next write after those of this candidate. */
    private long writableAt;

    private boolean resigned;
    private boolean ends;
    private boolean ended;
    private boolean over;

    /**
     * @param candidate different for each process, and for each start of one
     * @param writeInterval how long after a write the store takes the next one
     * @param nonces never twice the same, in any process
     */
    LeaseElection(
            String candidate,
            LeaseTerms terms,
            Duration writeInterval,
            Supplier<String> nonces,
            long now) {
        this.candidate = candidate;
        this.terms = terms;
        this.writeIntervalNanos = writeInterval.toNanos();
        this.nonces = nonces;
        this.dueAt = now;
        this.writableAt = now;
    }

    /** Whether this candidate leads. */
    boolean leads(long now) {
        return !resigned && held.isPresent() && now - validUntil() < 0;
    }

    /** The epoch of the leadership; 0 without one. */
    long epoch(long now) {
        return leads(now) ? held.orElseThrow().observed().document().epoch() : 0;
    }

    /** When a leader stops to lead unless it learns of a renewal before. */
    long validUntil() {
        return held.orElseThrow().sentAt() + terms.lease().toNanos();
    }

    /** What the leader tells, whoever that is; empty when there is none that is known of. */
    Optional<LeaseDocument> leader() {
        return held.map(Held::observed)
                .or(() -> seen)
                .map(Observed::document)
                .filter(document -> !document.released());
    }

    /**
     * What this candidate tells as a leader, from its next write on, which is due as soon as the
     * store takes it.
     */
    void publish(Map<String, String> leaderInformation, long now) {
        information = Map.copyOf(leaderInformation);
        if (held.isPresent() && !isPublished() && !mustRead) {
            dueAt = writable(now);
        }
    }

    private long writable(long now) {
        return writableAt - now > 0 ? writableAt : now;
    }

    private boolean isPublished() {
        return held.orElseThrow().observed().document().leaderInformation().equals(information);
    }

    /**
     * No leadership counts any more whose epoch isn't above this one: somebody has led under it.
     */
    void raiseEpoch(long floor, long now) {
        epochFloor = Math.max(epochFloor, floor);
        if (held.isPresent() && held.get().observed().document().epoch() <= epochFloor) {
            stopLeading(now);
        }
    }

    /**
     * Doesn't lead any more, and lets others know at once.
     *
     * @param forAll whether there is nothing left to lead: who waits for the lease needs it no more
     */
    void resign(long now, boolean forAll) {
        resigned = true;
        ends = forAll;
        dueAt = mustRead ? now : writable(now);
        if (held.isEmpty() && attempts.isEmpty() && outstanding.isEmpty()) {
            over = true;
        }
    }

    /** Whether this candidate has resigned and there is nothing left to ask. */
    boolean isOver() {
        return over;
    }

    /** Whether this candidate has waited for another, which had nothing left to do. */
    boolean hasEnded() {
        return ended;
    }

    /** Whether the store hasn't answered yet. */
    boolean awaitsAnswer() {
        return outstanding.isPresent();
    }

    /** When {@link #next} has something to ask, unless an answer is awaited. */
    long wakeAt() {
        return held.isPresent() && validUntil() - dueAt < 0 ? validUntil() : dueAt;
    }

    /** What to ask the store now; empty when there is nothing, or an answer is awaited. */
    Optional<Request> next(long now) {
        if (outstanding.isPresent() || over) {
            return Optional.empty();
        }
        if (held.isPresent() && now - validUntil() >= 0) {
            stopLeading(now);
        }
        if (over || now - dueAt < 0) {
            return Optional.empty();
        }
        Optional<Write> write = mustRead ? Optional.empty() : dueWrite(now);
        write.ifPresent(w -> attempts.put(w.document().nonce(), new Attempt(w, now)));
        outstanding = Optional.of(write.map(Request.class::cast).orElseGet(Read::new));
        return outstanding;
    }

    private Optional<Write> dueWrite(long now) {
        if (held.isPresent()) {
            Observed mine = held.get().observed();
            return Optional.of(
                    new Write(
                            Optional.of(mine.version()),
                            document(mine.document().epoch(), resigned)));
        }
        if (seen.isEmpty()) {
            return Optional.of(new Write(Optional.empty(), document(epochFloor + 1, false)));
        }
        Observed there = seen.get();
        return isFree(there, now)
                ? Optional.of(
                        new Write(
                                Optional.of(there.version()),
                                document(
                                        Math.max(there.document().epoch(), epochFloor) + 1, false)))
                : Optional.empty();
    }

    private boolean isFree(Observed there, long now) {
        return there.document().released()
                || there.document().holder().equals(candidate)
                || now - freeAt(there) >= 0;
    }

    private long freeAt(Observed there) {
        return seenSince + terms.standstillNanos(there.document().leaseMs());
    }

    private LeaseDocument document(long epoch, boolean released) {
        return new LeaseDocument(
                candidate,
                epoch,
                nonces.get(),
                terms.lease().toMillis(),
                released,
                released && ends,
                released ? Map.of() : information);
    }

    /** The store has answered the read. */
    void readAnswered(long now, Optional<Observed> observed) {
        outstanding = Optional.empty();
        mustRead = false;
        observed.ifPresentOrElse(there -> found(now, there), () -> foundNothing(now));
        if (resigned && held.isEmpty()) {
            over = true;
        }
    }

    private void foundNothing(long now) {
        held.ifPresent(lost -> raiseFloorOver(lost.observed()));
        held = Optional.empty();
        seen = Optional.empty();
        attempts.values().removeIf(attempt -> attempt.write().expected().isPresent());
        dueAt = now;
    }

    private void found(long now, Observed there) {
        Attempt mine = attempts.get(there.document().nonce());
        forgetWhatCantHappenAnyMore(there);
        if (mine != null && there.document().epoch() > epochFloor) {
            confirmed(now, there, mine.sentAt());
            return;
        }
        held.ifPresent(lost -> raiseFloorOver(lost.observed()));
        held = Optional.empty();
        if (!seen.map(Observed::version).equals(Optional.of(there.version()))) {
            seenSince = now;
        }
        if (there.document().ended() && hasWaited()) {
            ended = true;
            over = true;
        }
        seen = Optional.of(there);
        if (isFree(there, now)) {
            dueAt = now;
        } else {
            long poll = now + terms.pollEvery().toNanos();
            dueAt = poll - freeAt(there) < 0 ? poll : freeAt(there);
        }
    }

    private boolean hasWaited() {
        return seen.filter(before -> !before.document().released()).isPresent();
    }

    /** A write is done only if the object has the version that it expects. */
    private void forgetWhatCantHappenAnyMore(Observed there) {
        attempts.entrySet()
                .removeIf(
                        attempt ->
                                !attempt.getKey().equals(there.document().nonce())
                                        && !attempt.getValue()
                                                .write()
                                                .expected()
                                                .equals(Optional.of(there.version())));
    }

    private void confirmed(long now, Observed mine, long sentAt) {
        seen = Optional.empty();
        if (mine.document().released()) {
            held = Optional.empty();
            over = true;
            return;
        }
        held = Optional.of(new Held(mine, sentAt));
        writableAt = now + writeIntervalNanos;
        dueAt = resigned || !isPublished() ? writableAt : sentAt + terms.renewEvery().toNanos();
        if (now - validUntil() >= 0) {
            stopLeading(now);
        }
    }

    /** The lease can still be in the store: it is this candidate's, so it needs not wait for it. */
    private void stopLeading(long now) {
        Observed lost = held.orElseThrow().observed();
        raiseFloorOver(lost);
        held = Optional.empty();
        seen = Optional.of(lost);
        seenSince = now;
        mustRead = true;
        dueAt = now;
        over = resigned;
    }

    private void raiseFloorOver(Observed lost) {
        epochFloor = Math.max(epochFloor, lost.document().epoch());
    }

    /** The read has failed. */
    void readFailed(long now) {
        outstanding = Optional.empty();
        mustRead = true;
        dueAt = now + terms.retryAfter().toNanos();
    }

    /** The store has answered the write, or no answer will come. */
    void writeAnswered(long now, WriteOutcome outcome) {
        Write write = (Write) outstanding.orElseThrow();
        outstanding = Optional.empty();
        if (outcome instanceof Committed committed) {
            Observed mine = new Observed(committed.version(), write.document());
            Attempt attempt = attempts.get(write.document().nonce());
            forgetWhatCantHappenAnyMore(mine);
            if (write.document().epoch() > epochFloor) {
                confirmed(now, mine, attempt.sentAt());
            } else {
                held = Optional.of(new Held(mine, attempt.sentAt()));
                stopLeading(now);
            }
        } else {
            mustRead = true;
            dueAt = now;
        }
    }

    /** The write was certainly not done. */
    void writeFailed(long now) {
        Write write = (Write) outstanding.orElseThrow();
        outstanding = Optional.empty();
        attempts.remove(write.document().nonce());
        mustRead = held.isEmpty();
        dueAt = now + terms.retryAfter().toNanos();
    }
}
