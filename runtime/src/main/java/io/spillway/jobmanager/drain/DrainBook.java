package io.spillway.jobmanager.drain;

import io.spillway.restapi.DrainState;
import io.spillway.restapi.DrainView;
import io.spillway.spi.cloud.NoticeKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
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
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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

    private static final Logger LOG = LoggerFactory.getLogger(DrainBook.class);

    /** How many finished drains are remembered, so that a fleet that breathes for months fits. */
    private static final int REMEMBERED = 200;

    private final Ticker ticker;
    private final Map<String, Entry> entries = new LinkedHashMap<>();
    private final Map<String, Runnable> jobs = new LinkedHashMap<>();
    private volatile Set<String> hidden = Set.of();
    private Counts counts = new Counts(0, 0, 0, 0);

    /**
     * How drains have ended since the JobManager started.
     *
     * @param drained free of work
     * @param cancelled taken back
     * @param lost the TaskManager went before it was free of work
     * @param missedDeadline those that had a deadline and were lost, or drained only after it
     */
    public record Counts(int drained, int cancelled, int lost, int missedDeadline) {

        private Counts with(Entry ended) {
            boolean isDrained = ended.state == DrainState.DRAINED;
            boolean isLost = ended.state == DrainState.GONE;
            boolean isLate =
                    isLost
                            ? ended.deadline.isPresent()
                            : isDrained
                                    && ended.deadline.isPresent()
                                    && ended.endedAt - ended.deadline.getAsLong() > 0;
            return new Counts(
                    drained + (isDrained ? 1 : 0),
                    cancelled + (ended.state == DrainState.CANCELLED ? 1 : 0),
                    lost + (isLost ? 1 : 0),
                    missedDeadline + (isLate ? 1 : 0));
        }
    }

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
        Changes changes = new Changes();
        List<DrainView> views = new ArrayList<>();
        synchronized (this) {
            long now = ticker.nanos();
            OptionalLong deadline =
                    timeLeft == null
                            ? OptionalLong.empty()
                            : OptionalLong.of(now + timeLeft.toNanos());
            for (String taskManager : new LinkedHashSet<>(taskManagers)) {
                Entry entry = entries.get(taskManager);
                if (entry == null || !entry.hides()) {
                    entries.remove(taskManager);
                    entry = new Entry(taskManager, reason, noticeAge, now, deadline, jobs.keySet());
                    entry.revocable = asker != Asker.MACHINE;
                    entry.comesLater = asker == Asker.EARLIER_LEADER;
                    entries.put(taskManager, entry);
                    log(entry, now);
                    if (entry.awaited.isEmpty()) {
                        advance(entry, DrainState.DRAINED, changes);
                    }
                } else {
                    entry.revocable &= asker != Asker.MACHINE;
                    if (!entry.state.isFinal()) {
                        entry.tighten(deadline, reason);
                    }
                }
                views.add(entry.view(now));
            }
            forgetOld();
            updateHidden();
            changes.listeners.addAll(jobs.values());
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
        Changes changes = new Changes();
        DrainView view;
        synchronized (this) {
            Entry entry = entries.get(taskManager);
            if (entry == null) {
                return new Cancelled.Unknown();
            }
            if (entry.state == DrainState.DRAINED || entry.state == DrainState.GONE) {
                return new Cancelled.TooLate(entry.view(ticker.nanos()));
            }
            if (!entry.state.isFinal()) {
                advance(entry, DrainState.CANCELLED, changes);
                updateHidden();
                changes.listeners.addAll(jobs.values());
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
        Changes changes = new Changes();
        synchronized (this) {
            Entry entry = entries.get(taskManager);
            if (entry == null || !entry.revocable || !entry.hides()) {
                return;
            }
            advance(entry, DrainState.CANCELLED, changes);
            updateHidden();
            changes.listeners.addAll(jobs.values());
        }
        changes.publish();
    }

    /** TaskManagers that were to come later, and won't. */
    public void neverComes(Collection<String> taskManagers) {
        List<String> waitedFor;
        synchronized (this) {
            waitedFor =
                    taskManagers.stream()
                            .filter(t -> entries.containsKey(t) && entries.get(t).comesLater)
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
        return counts;
    }

    /** All drains that are remembered, the oldest first. */
    public synchronized List<DrainView> all() {
        long now = ticker.nanos();
        return entries.values().stream().map(e -> e.view(now)).toList();
    }

    /**
     * Completed as soon as the drain's state isn't {@code known}: at once when it is another one
     * already, or when the TaskManager has no drain.
     */
    public CompletableFuture<Void> changeFrom(String taskManager, DrainState known) {
        synchronized (this) {
            Entry entry = entries.get(taskManager);
            if (entry != null && entry.state == known && !known.isFinal()) {
                return entry.changed.copy();
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
        Changes changes = new Changes();
        synchronized (this) {
            jobs.remove(job);
            for (Entry entry : entries.values()) {
                release(entry, job, changes);
            }
        }
        changes.publish();
    }

    /** The drains that wait for a job, in the order in which they were asked for. */
    synchronized List<PendingDrain> pending(String job) {
        return entries.values().stream()
                .filter(e -> !e.state.isFinal() && e.awaited.contains(job))
                .map(
                        e ->
                                new PendingDrain(
                                        e.taskManager,
                                        e.acceptedAt,
                                        e.noticeAge,
                                        e.reason,
                                        e.deadline))
                .toList();
    }

    /** A checkpoint for these drains has begun. */
    void checkpointing(Collection<String> taskManagers) {
        advanceAll(
                taskManagers,
                e -> e.state == DrainState.ACCEPTED,
                e -> {},
                DrainState.CHECKPOINTING);
    }

    /** The checkpoint for these drains failed or isn't wanted any more. */
    void waitingAgain(Collection<String> taskManagers) {
        advanceAll(
                taskManagers,
                e -> e.state == DrainState.CHECKPOINTING,
                e -> {},
                DrainState.ACCEPTED);
    }

    /** A job leaves these TaskManagers. */
    void moving(Collection<String> taskManagers, Long checkpointId) {
        advanceAll(
                taskManagers,
                e -> !e.state.isFinal() && e.state != DrainState.MOVING,
                e -> e.checkpointId = checkpointId,
                DrainState.MOVING);
    }

    /** Nothing of a job is on these TaskManagers any more. */
    void released(String job, Collection<String> taskManagers) {
        Changes changes = new Changes();
        synchronized (this) {
            for (String taskManager : taskManagers) {
                Entry entry = entries.get(taskManager);
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
        Changes changes = new Changes();
        synchronized (this) {
            Entry entry = entries.get(taskManager);
            if (entry != null) {
                entry.left = true;
                if (!entry.state.isFinal()) {
                    advance(entry, DrainState.GONE, changes);
                }
                updateHidden();
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
            entries.values().forEach(e -> e.comesLater &= !registered.contains(e.taskManager));
            absent =
                    entries.values().stream()
                            .filter(e -> e.state == DrainState.DRAINED && !e.left)
                            .filter(e -> !e.comesLater)
                            .map(e -> e.taskManager)
                            .filter(t -> !registered.contains(t))
                            .toList();
        }
        absent.forEach(this::left);
    }

    private void advanceAll(
            Collection<String> taskManagers,
            Predicate<Entry> which,
            Consumer<Entry> edit,
            DrainState next) {
        Changes changes = new Changes();
        synchronized (this) {
            for (String taskManager : taskManagers) {
                Entry entry = entries.get(taskManager);
                if (entry != null && which.test(entry)) {
                    edit.accept(entry);
                    advance(entry, next, changes);
                }
            }
        }
        changes.publish();
    }

    private void release(Entry entry, String job, Changes changes) {
        if (entry.awaited.remove(job) && entry.awaited.isEmpty() && !entry.state.isFinal()) {
            advance(entry, DrainState.DRAINED, changes);
        }
    }

    private void advance(Entry entry, DrainState next, Changes changes) {
        entry.state = next;
        long now = ticker.nanos();
        if (next.isFinal()) {
            entry.endedAt = now;
            counts = counts.with(entry);
        }
        log(entry, now);
        changes.futures.add(entry.changed);
        entry.changed = new CompletableFuture<>();
    }

    private void updateHidden() {
        hidden =
                entries.values().stream()
                        .filter(Entry::hides)
                        .map(e -> e.taskManager)
                        .collect(Collectors.toUnmodifiableSet());
    }

    private void forgetOld() {
        List<Entry> over =
                entries.values().stream()
                        .filter(e -> !e.hides())
                        .sorted(Comparator.comparingLong(e -> e.endedAt))
                        .toList();
        over.stream()
                .limit(Math.max(0, over.size() - REMEMBERED))
                .forEach(e -> entries.remove(e.taskManager));
    }

    private static void log(Entry entry, long now) {
        if (LOG.isInfoEnabled()) {
            DrainView view = entry.view(now);
            LOG.info(
                    "Drain of TaskManager {} ({}): {} after {} ms, {}{}",
                    view.taskManager(),
                    view.reason(),
                    view.state(),
                    view.elapsedMs(),
                    view.timeLeftMs() == null
                            ? "no deadline"
                            : view.timeLeftMs() + " ms to the deadline",
                    view.checkpointId() == null ? "" : ", checkpoint " + view.checkpointId());
        }
    }

    private static final class Entry {
        final String taskManager;
        final Duration noticeAge;
        final long acceptedAt;
        final Set<String> awaited;
        NoticeKind reason;
        OptionalLong deadline;
        DrainState state = DrainState.ACCEPTED;
        Long checkpointId;
        long endedAt;
        boolean left;
        boolean revocable;
        boolean comesLater;
        CompletableFuture<Void> changed = new CompletableFuture<>();

        Entry(
                String taskManager,
                NoticeKind reason,
                Duration noticeAge,
                long acceptedAt,
                OptionalLong deadline,
                Collection<String> awaited) {
            this.taskManager = taskManager;
            this.reason = reason;
            this.noticeAge = noticeAge;
            this.acceptedAt = acceptedAt;
            this.deadline = deadline;
            this.awaited = new HashSet<>(awaited);
        }

        boolean hides() {
            return !left && (!state.isFinal() || state == DrainState.DRAINED);
        }

        void tighten(OptionalLong other, NoticeKind otherReason) {
            if (other.isPresent()
                    && (deadline.isEmpty() || other.getAsLong() < deadline.getAsLong())) {
                deadline = other;
                reason = otherReason;
            }
        }

        DrainView view(long now) {
            return new DrainView(
                    taskManager,
                    state,
                    reason,
                    deadline.isPresent()
                            ? Math.max(0, Ticker.millisBetween(now, deadline.getAsLong()))
                            : null,
                    checkpointId,
                    Ticker.millisBetween(acceptedAt, state.isFinal() ? endedAt : now));
        }
    }

    /** What has to be told once the lock is released. */
    private static final class Changes {
        final List<CompletableFuture<Void>> futures = new ArrayList<>();
        final List<Runnable> listeners = new ArrayList<>();

        void publish() {
            futures.forEach(f -> f.complete(null));
            listeners.forEach(Runnable::run);
        }
    }
}
