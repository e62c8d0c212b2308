package io.spillway.ha.pointers;

import io.spillway.ha.pointers.Change.Plain;
import io.spillway.spi.store.Version;
import io.spillway.spi.store.WriteOutcome;
import io.spillway.spi.store.WriteOutcome.Committed;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.flink.util.FlinkException;

/**
 * What a leader of one epoch does with a manifest object: what to ask the store next, and what
 * follows from its answers. Neither asks nor waits by itself, so that all its histories can be
 * simulated. Not thread-safe.
 *
 * <p>The rules:
 *
 * <ul>
 *   <li>Before anything else the leader writes its own epoch over what is there, whose epoch must
 *       not be higher. From then on each write of an earlier leader finds another version than it
 *       expects.
 *   <li>Each write expects the version that was seen last, and carries a nonce of its own; so no
 *       version comes back, and a write that expects one that is gone can't be done any more.
 *   <li>A write whose outcome isn't known is <em>open</em>, until the object has another version
 *       than it expects. That it isn't to be seen doesn't end it: it may be on its way. Of all
 *       writes that expect the same version at most one is done. So an open write is ended by
 *       writing again: the same bytes while its change is still wanted, where it doesn't matter
 *       which of the two arrives; otherwise the next change on the content as it is without it.
 *   <li>Nothing is told from a content while a write is open. If there is nothing to write, the
 *       same content is written under a new nonce.
 *   <li>A content that another has written means that this leadership is over: at once and for
 *       good.
 * </ul>
 */
final class ManifestOwner {

    /** What comes next. */
    sealed interface Step {}

    /** A question for the store. */
    sealed interface Request extends Step {}

    /** How the change has ended. */
    sealed interface Result extends Step {}

    /** Read the manifest. */
    record Read() implements Request {}

    /**
     * Write the manifest.
     *
     * @param expected the version that it must have; empty when it mustn't be there
     */
    record Write(Optional<Version> expected, ManifestDocument document) implements Request {}

    /** Delete the manifest, if it has that version. */
    record Delete(Version expected) implements Request {}

    /** It is done. */
    record Done(ManifestContent after) implements Result {}

    /** It can't be done on what is there, and won't be. */
    record Refused(FlinkException reason) implements Result {}

    /**
     * Somebody else owns the manifest.
     *
     * @param by the epoch that is there; 0 when there is no manifest any more
     * @param mayBeDone whether the change may have been done before
     */
    record Fenced(long by, boolean mayBeDone) implements Result {}

    /** The manifest as it was read. */
    record Observed(Version version, ManifestDocument document) {}

    private record Attempt(Change change, Write write) {}

    private final long epoch;
    private final Supplier<String> nonces;

    /** Open writes, by their nonce. */
    private final Map<String, Attempt> open = new HashMap<>();

    private Optional<Change> asked = Optional.empty();
    private Optional<Result> result = Optional.empty();
    private Optional<Attempt> sent = Optional.empty();

    /** What is in the store, if no open write has been done. */
    private Optional<Observed> there = Optional.empty();

    private boolean mustRead = true;
    private boolean claimed;
    private boolean deletionOpen;
    private Optional<Fenced> fenced = Optional.empty();

    /**
     * @param epoch higher than that of all leaders before
     * @param nonces never twice the same, in any process
     */
    ManifestOwner(long epoch, Supplier<String> nonces) {
        this.epoch = epoch;
        this.nonces = nonces;
    }

    long epoch() {
        return epoch;
    }

    /** Whether the manifest is known to have been written under this owner's epoch. */
    boolean isClaimed() {
        return claimed;
    }

    /** Asks for a change. There is one at a time: until its result, or until it is given up. */
    void begin(Change change) {
        if (asked.isPresent()) {
            throw new IllegalStateException("there is a change already");
        }
        asked = Optional.of(change);
        result = fenced.map(Result.class::cast);
        mustRead |= !claimed || !isSettled();
    }

    /** Whether no write can arrive any more. */
    private boolean isSettled() {
        return open.isEmpty() && !deletionOpen;
    }

    private boolean isAsked(Change change) {
        return asked.isPresent() && asked.get() == change;
    }

    /**
     * Waits no longer for a result.
     *
     * @return whether the change may have been done, or may be done yet
     */
    boolean giveUp() {
        boolean maybe =
                result.map(ManifestOwner::mayBeDone).orElseGet(() -> isOpen(asked.orElseThrow()));
        asked = Optional.empty();
        result = Optional.empty();
        return maybe;
    }

    private static boolean mayBeDone(Result result) {
        return result instanceof Done || (result instanceof Fenced by && by.mayBeDone());
    }

    private boolean isOpen(Change change) {
        return change == Plain.DELETION
                ? deletionOpen
                : open.values().stream().anyMatch(attempt -> attempt.change() == change);
    }

    /**
     * The next question, or the result. A question must be answered before the next step, unless it
     * has certainly come to nothing: then it is asked again.
     */
    Step next() {
        if (result.isEmpty() && !mustRead) {
            Optional<Request> write = dueWrite(asked.orElseThrow());
            if (write.isPresent()) {
                return write.get();
            }
        }
        if (result.isPresent()) {
            Result ended = result.get();
            result = Optional.empty();
            asked = Optional.empty();
            return ended;
        }
        return new Read();
    }

    private Optional<Request> dueWrite(Change change) {
        if (change == Plain.DELETION) {
            if (there.isEmpty()) {
                fenced = Optional.of(new Fenced(0, false));
                result = Optional.of(new Done(ManifestContent.EMPTY));
            }
            return there.map(observed -> new Delete(observed.version()));
        }
        if (!claimed) {
            return Optional.of(send(Plain.CLAIM, content()));
        }
        ManifestContent before = content();
        try {
            ManifestContent after = change.apply(before);
            if (!after.equals(before)) {
                return Optional.of(send(change, after));
            }
            if (isSettled()) {
                result = Optional.of(new Done(before));
                return Optional.empty();
            }
        } catch (FlinkException e) {
            if (isSettled()) {
                result = Optional.of(new Refused(e));
                return Optional.empty();
            }
        }
        return Optional.of(send(Plain.BARRIER, before));
    }

    private ManifestContent content() {
        return there.map(observed -> observed.document().content()).orElse(ManifestContent.EMPTY);
    }

    private Write send(Change change, ManifestContent content) {
        Optional<Version> expected = there.map(Observed::version);
        Attempt attempt =
                open.values().stream()
                        .filter(
                                again ->
                                        again.change() == change
                                                && again.write().expected().equals(expected)
                                                && again.write()
                                                        .document()
                                                        .content()
                                                        .equals(content))
                        .findFirst()
                        .orElseGet(
                                () ->
                                        new Attempt(
                                                change,
                                                new Write(
                                                        expected,
                                                        new ManifestDocument(
                                                                epoch, nonces.get(), content))));
        sent = Optional.of(attempt);
        return attempt.write();
    }

    /** The store has answered the read. */
    void readAnswered(Optional<Observed> observed) {
        mustRead = false;
        Optional<Attempt> mine = observed.map(found -> open.get(found.document().nonce()));
        forgetWhatCantHappenAnyMore(observed.map(Observed::version));
        if (mine.isPresent()) {
            done(observed.orElseThrow(), mine.get());
        } else if (observed.isEmpty() && isAsked(Plain.DELETION)) {
            there = observed;
        } else if (isAnothers(observed)) {
            Change change = asked.orElseThrow();
            long by = observed.map(found -> found.document().epoch()).orElse(0L);
            ManifestContent later =
                    observed.map(found -> found.document().content()).orElse(ManifestContent.EMPTY);
            fenced = Optional.of(new Fenced(by, false));
            result = Optional.of(new Fenced(by, attempted(change) && change.mayShowIn(later)));
        } else {
            there = observed;
        }
    }

    /** Whether it is the change whose write made the read necessary. */
    private boolean attempted(Change change) {
        return sent.isPresent() && sent.get().change() == change;
    }

    private boolean isAnothers(Optional<Observed> observed) {
        if (claimed) {
            return !observed.map(Observed::version).equals(there.map(Observed::version));
        }
        return observed.isPresent() && observed.get().document().epoch() > epoch;
    }

    /** A write is done only if the object has the version that it expects. */
    private void forgetWhatCantHappenAnyMore(Optional<Version> version) {
        open.values().removeIf(attempt -> !attempt.write().expected().equals(version));
        deletionOpen &= version.isPresent() && version.equals(there.map(Observed::version));
    }

    private void done(Observed now, Attempt attempt) {
        there = Optional.of(now);
        claimed = true;
        if (isAsked(attempt.change())) {
            result = Optional.of(new Done(now.document().content()));
        }
    }

    /** The store has answered the write, or no answer will come. */
    void writeAnswered(WriteOutcome outcome) {
        Attempt attempt = sent.orElseThrow();
        if (outcome instanceof Committed committed) {
            forgetWhatCantHappenAnyMore(Optional.of(committed.version()));
            done(new Observed(committed.version(), attempt.write().document()), attempt);
        } else {
            // Of a conflict too: a client may have sent it twice and tell of the second.
            open.put(attempt.write().document().nonce(), attempt);
            mustRead = true;
        }
    }

    /** The store has answered the deletion, or no answer will come. */
    void deletionAnswered(WriteOutcome outcome) {
        if (outcome instanceof Committed) {
            there = Optional.empty();
            open.clear();
        } else {
            deletionOpen = true;
            mustRead = true;
        }
    }
}
