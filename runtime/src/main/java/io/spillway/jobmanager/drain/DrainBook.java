package io.spillway.jobmanager.drain;

import io.spillway.restapi.DrainState;
import io.spillway.restapi.DrainView;
import io.spillway.spi.cloud.NoticeKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Which TaskManagers are drained, and how far each drain has come.
 *
 * <p>There is one book in a JobManager process; it outlives the jobs' leaders. A drain is done when
 * every job that ran when it was asked for has left the TaskManager. The book is kept in memory: a
 * new process starts with an empty one, and the agents ask again.
 *
 * <p>Safe for use by several threads; no method blocks. Listeners and futures are called outside
 * the lock, on the thread that made the change.
 */
public final class DrainBook {

    private final Ticker ticker;
    private final DrainEntries entries = new DrainEntries();
    private final Map<String, Runnable> jobs = new LinkedHashMap<>();
    private volatile Set<String> hidden = Set.of();

    /**
     * How drains have ended since the JobManager started.
     *
     * @param drained free of work
     * @param cancelled taken back
     * @param lost the TaskManager went before it was free of work
     * @param missedDeadline those that had a deadline and were lost, or drained only after it
     */
    public record Counts(int drained, int cancelled, int lost, int missedDeadline) {}

    public DrainBook(Ticker ticker) {
        this.ticker = ticker;
    }

    /**
     * Asks for drains. Asking again for one that goes on, or that is done while the TaskManager is
     * still there, changes nothing but the deadline, of which the nearer one holds.
     *
     * @param timeLeft until the machines are gone, positive; null when nobody knows
     * @param noticeAge for how long the notice may have been there, at most
     */
    public List<DrainView> request(
            Collection<String> taskManagers,
            NoticeKind reason,
            Duration timeLeft,
            Duration noticeAge) {
        return request(taskManagers, reason, timeLeft, noticeAge, Asker.MACHINE);
    }

    /**
     * Asks for drains of machines that somebody means to take away, and {@link #takeBack} can take
     * back. Otherwise as {@link #request(Collection, NoticeKind, Duration, Duration)}.
     *
     * @param comesLater whether the TaskManagers may not be there yet: they are hidden all the
     *     same, and when they come
     */
    public List<DrainView> requestToRemove(
            Collection<String> taskManagers, NoticeKind reason, boolean comesLater) {
        return request(
                taskManagers,
                reason,
                null,
                Duration.ZERO,
                comesLater ? Asker.EARLIER_LEADER : Asker.LEADER);
    }

    /** Who asks for a drain. */
    private enum Asker {
        /** The machine's agent or a person: it stands. */
        MACHINE,
        /** This JobManager: it can take it back. */
        LEADER,
        /** The same, for what one before it has begun. */
        EARLIER_LEADER
    }

    private List<DrainView> request(
            Collection<String> taskManagers,
            NoticeKind reason,
            Duration timeLeft,
            Duration noticeAge,
            Asker asker) {
        DrainChanges changes = new DrainChanges();
        List<DrainView> views = new ArrayList<>();
        synchronized (this) {
            long now = ticker.nanos();
            OptionalLong deadline =
                    timeLeft == null
                            ? OptionalLong.empty()
                            : OptionalLong.of(now + timeLeft.toNanos());
            for (String taskManager : new LinkedHashSet<>(taskManagers)) {
                DrainEntry entry = entries.get(taskManager);
                if (entry == null || !entry.hides()) {
                    entry =
                            new DrainEntry(
                                    taskManager, reason, noticeAge, now, deadline, jobs.keySet());
                    entry.revocable = asker != Asker.MACHINE;
                    entry.comesLater = asker == Asker.EARLIER_LEADER;
                    entries.add(entry);
                    if (entry.isFree()) {
                        advance(entry, DrainState.DRAINED, changes);
                    }
                } else {
                    entry.revocable &= asker != Asker.MACHINE;
                    if (!entry.state().isFinal()) {
                        entry.tighten(deadline, reason);
                    }
                }
                views.add(entry.view(now));
            }
            entries.forgetOld();
            hidden = entries.hidden();
            changes.addListeners(jobs.values());
        }
        changes.publish();
        return views;
    }

    /** What became of an attempt to take a drain back. */
    public sealed interface Cancelled {
        /** There is no drain of that TaskManager. */
        record Unknown() implements Cancelled {}

        /** Too late: it is over and has left the TaskManager free of work. */
        record TooLate(DrainView drain) implements Cancelled {}

        /** It is cancelled now, or was before. */
        record Done(DrainView drain) implements Cancelled {}
    }

    /** Takes a drain back. */
    public Cancelled cancel(String taskManager) {
        DrainChanges changes = new DrainChanges();
        DrainView view;
        synchronized (this) {
            DrainEntry entry = entries.get(taskManager);
            if (entry == null) {
                return new Cancelled.Unknown();
            }
            if (entry.state() == DrainState.DRAINED || entry.state() == DrainState.GONE) {
                return new Cancelled.TooLate(entry.view(ticker.nanos()));
            }
            if (!entry.state().isFinal()) {
                advance(entry, DrainState.CANCELLED, changes);
                hidden = entries.hidden();
                changes.addListeners(jobs.values());
            }
            view = entry.view(ticker.nanos());
        }
        changes.publish();
        return new Cancelled.Done(view);
    }

    /**
     * Takes back a drain that was asked for by {@link #requestToRemove} and by nobody else since:
     * also one that is done, so that jobs may use the TaskManager again. Does nothing to any other.
     */
    public void takeBack(String taskManager) {
        DrainChanges changes = new DrainChanges();
        synchronized (this) {
            DrainEntry entry = entries.get(taskManager);
            if (entry == null || !entry.revocable || !entry.hides()) {
                return;
            }
            advance(entry, DrainState.CANCELLED, changes);
            hidden = entries.hidden();
            changes.addListeners(jobs.values());
        }
        changes.publish();
    }

    /** TaskManagers that were to come later, and won't. */
    public void neverComes(Collection<String> taskManagers) {
        List<String> waitedFor;
        synchronized (this) {
            waitedFor =
                    taskManagers.stream()
                            .map(entries::get)
                            .filter(e -> e != null && e.comesLater)
                            .map(DrainEntry::taskManager)
                            .toList();
        }
        waitedFor.forEach(this::left);
    }

    /** The drain of a TaskManager, finished or not, while it is remembered. */
    public synchronized Optional<DrainView> find(String taskManager) {
        return Optional.ofNullable(entries.get(taskManager)).map(e -> e.view(ticker.nanos()));
    }

    /** How many have ended, and how. */
    public synchronized Counts counts() {
        return entries.counts();
    }

    /** All drains that are remembered, the oldest first. */
    public synchronized List<DrainView> all() {
        long now = ticker.nanos();
        return entries.all().stream().map(e -> e.view(now)).toList();
    }

    /**
     * Completed as soon as the drain's state isn't {@code known}: at once when it is another one
     * already, or when the TaskManager has no drain.
     */
    public CompletableFuture<Void> changeFrom(String taskManager, DrainState known) {
        synchronized (this) {
            DrainEntry entry = entries.get(taskManager);
            if (entry != null && entry.state() == known && !known.isFinal()) {
                return entry.changed().copy();
            }
        }
        return CompletableFuture.completedFuture(null);
    }

    /** The TaskManagers whose slots no job may use: those that are drained or will be. */
    public Set<String> hidden() {
        return hidden;
    }

    /**
     * A job starts to be scheduled. From now on a new drain waits for it.
     *
     * @param changed called whenever drains were asked for or taken back, on any thread
     */
    public synchronized void register(String job, Runnable changed) {
        jobs.put(job, changed);
    }

    /** A job is over, or scheduled elsewhere: nothing of it runs on any TaskManager of ours. */
    public void deregister(String job) {
        DrainChanges changes = new DrainChanges();
        synchronized (this) {
            jobs.remove(job);
            for (DrainEntry entry : entries.all()) {
                release(entry, job, changes);
            }
        }
        changes.publish();
    }

    /** The drains that wait for a job, in the order in which they were asked for. */
    synchronized List<PendingDrain> pending(String job) {
        return entries.all().stream()
                .filter(e -> !e.state().isFinal() && e.awaits(job))
                .map(DrainEntry::pending)
                .toList();
    }

    /** A checkpoint for these drains has begun. */
    void checkpointing(Collection<String> taskManagers) {
        advanceAll(
                taskManagers,
                e -> e.state() == DrainState.ACCEPTED,
                e -> {},
                DrainState.CHECKPOINTING);
    }

    /** The checkpoint for these drains failed or isn't wanted any more. */
    void waitingAgain(Collection<String> taskManagers) {
        advanceAll(
                taskManagers,
                e -> e.state() == DrainState.CHECKPOINTING,
                e -> {},
                DrainState.ACCEPTED);
    }

    /** A job leaves these TaskManagers. */
    void moving(Collection<String> taskManagers, Long checkpointId) {
        advanceAll(
                taskManagers,
                e -> !e.state().isFinal() && e.state() != DrainState.MOVING,
                e -> e.checkpointId = checkpointId,
                DrainState.MOVING);
    }

    /** Nothing of a job is on these TaskManagers any more. */
    void released(String job, Collection<String> taskManagers) {
        DrainChanges changes = new DrainChanges();
        synchronized (this) {
            for (String taskManager : taskManagers) {
                DrainEntry entry = entries.get(taskManager);
                if (entry != null) {
                    release(entry, job, changes);
                }
            }
        }
        changes.publish();
    }

    /**
     * A TaskManager is not there any more. Should one with the same id come, it is a new one and
     * nothing hides it.
     */
    public void left(String taskManager) {
        DrainChanges changes = new DrainChanges();
        synchronized (this) {
            DrainEntry entry = entries.get(taskManager);
            if (entry != null) {
                entry.left = true;
                if (!entry.state().isFinal()) {
                    advance(entry, DrainState.GONE, changes);
                }
                hidden = entries.hidden();
            }
        }
        changes.publish();
    }

    /**
     * Notes which TaskManagers are there, for those that left while no job could notice.
     *
     * @param registered every TaskManager that is registered now
     */
    public void onlyThese(Set<String> registered) {
        List<String> absent;
        synchronized (this) {
            entries.all().forEach(e -> e.comesLater &= !registered.contains(e.taskManager()));
            absent =
                    entries.all().stream()
                            .filter(e -> e.state() == DrainState.DRAINED && !e.left)
                            .filter(e -> !e.comesLater)
                            .map(e -> e.taskManager())
                            .filter(t -> !registered.contains(t))
                            .toList();
        }
        absent.forEach(this::left);
    }

    private void advanceAll(
            Collection<String> taskManagers,
            Predicate<DrainEntry> which,
            Consumer<DrainEntry> edit,
            DrainState next) {
        DrainChanges changes = new DrainChanges();
        synchronized (this) {
            for (String taskManager : taskManagers) {
                DrainEntry entry = entries.get(taskManager);
                if (entry != null && which.test(entry)) {
                    edit.accept(entry);
                    advance(entry, next, changes);
                }
            }
        }
        changes.publish();
    }

    private void release(DrainEntry entry, String job, DrainChanges changes) {
        if (entry.free(job) && !entry.state().isFinal()) {
            advance(entry, DrainState.DRAINED, changes);
        }
    }

    private void advance(DrainEntry entry, DrainState next, DrainChanges changes) {
        entries.advance(entry, next, ticker.nanos(), changes);
    }
}
