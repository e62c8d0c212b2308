package io.spillway.jobmanager.drain;

import io.spillway.restapi.DrainState;
import io.spillway.restapi.DrainView;
import io.spillway.spi.cloud.NoticeKind;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The drain of one TaskManager. Guarded by its {@link DrainBook}. */
final class DrainEntry {
    private static final Logger LOG = LoggerFactory.getLogger(DrainBook.class);

    private final String taskManager;
    private final Duration noticeAge;
    private final long acceptedAt;
    private final Set<String> awaited;
    private NoticeKind reason;
    private OptionalLong deadline;
    private DrainState state = DrainState.ACCEPTED;
    private long endedAt;
    private CompletableFuture<Void> changed = new CompletableFuture<>();

    /** The checkpoint that the move goes on from; null while there is none. */
    Long checkpointId;

    /** The TaskManager isn't there any more. */
    boolean left;

    /** Whoever asked for it, and nobody else did, can take it back when it is done, too. */
    boolean revocable;

    /** The TaskManager may not be there yet. */
    boolean comesLater;

    /**
     * A drain that was asked for now.
     *
     * @param awaited the jobs that have to leave
     */
    DrainEntry(
            String taskManager,
            NoticeKind reason,
            Duration noticeAge,
            long now,
            OptionalLong deadline,
            Collection<String> awaited) {
        this.taskManager = taskManager;
        this.reason = reason;
        this.noticeAge = noticeAge;
        this.acceptedAt = now;
        this.deadline = deadline;
        this.awaited = new HashSet<>(awaited);
        log(now);
    }

    String taskManager() {
        return taskManager;
    }

    DrainState state() {
        return state;
    }

    long endedAt() {
        return endedAt;
    }

    /** Completed with the next state. */
    CompletableFuture<Void> changed() {
        return changed;
    }

    /** Whether no job may use the TaskManager. */
    boolean hides() {
        return !left && (!state.isFinal() || state == DrainState.DRAINED);
    }

    boolean awaits(String job) {
        return awaited.contains(job);
    }

    /** Whether no job has to leave any more. */
    boolean isFree() {
        return awaited.isEmpty();
    }

    /** A job has left; tells whether it was the last one that was waited for. */
    boolean free(String job) {
        return awaited.remove(job) && awaited.isEmpty();
    }

    /** The nearer deadline holds, and its reason. */
    void tighten(OptionalLong other, NoticeKind otherReason) {
        if (other.isPresent() && (deadline.isEmpty() || other.getAsLong() < deadline.getAsLong())) {
            deadline = other;
            reason = otherReason;
        }
    }

    /** Goes on to another state; returns who waits to hear of it. */
    CompletableFuture<Void> advance(DrainState next, long now) {
        state = next;
        if (next.isFinal()) {
            endedAt = now;
        }
        log(now);
        CompletableFuture<Void> before = changed;
        changed = new CompletableFuture<>();
        return before;
    }

    /** These counts and this drain, which has ended. */
    DrainBook.Counts addTo(DrainBook.Counts counts) {
        boolean isDrained = state == DrainState.DRAINED;
        boolean isLost = state == DrainState.GONE;
        boolean isLate =
                isLost
                        ? deadline.isPresent()
                        : isDrained && deadline.isPresent() && endedAt - deadline.getAsLong() > 0;
        return new DrainBook.Counts(
                counts.drained() + (isDrained ? 1 : 0),
                counts.cancelled() + (state == DrainState.CANCELLED ? 1 : 0),
                counts.lost() + (isLost ? 1 : 0),
                counts.missedDeadline() + (isLate ? 1 : 0));
    }

    PendingDrain pending() {
        return new PendingDrain(taskManager, acceptedAt, noticeAge, reason, deadline);
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

    private void log(long now) {
        if (LOG.isInfoEnabled()) {
            DrainView view = view(now);
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
}
