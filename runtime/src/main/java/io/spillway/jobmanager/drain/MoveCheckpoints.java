package io.spillway.jobmanager.drain;

import io.spillway.jobmanager.drain.MoveCheckpoint.Kind;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The checkpoints that are taken for a job's moves: which one there is for the next move, whether
 * another one is worth its time, and for how long it is waited for. Confined to the thread that
 * owns the job.
 */
final class MoveCheckpoints {

    private static final Logger LOG = LoggerFactory.getLogger(MoveCheckpoints.class);

    /** Hears, on the thread that owns the job, what has become of a checkpoint. */
    interface Listener {
        /** It has failed after the sources had stopped with it: the job has to move at once. */
        void mustMove();

        /** It has completed, or failed: something else may be due. */
        void changed();
    }

    private final String jobId;
    private final DrainBook book;
    private final JobCheckpoints checkpoints;
    private final MoveTiming timing;
    private final Ticker ticker;
    private final EarliestAlarm alarm;
    private final Listener listener;
    private final CheckpointDurations durations = new CheckpointDurations();

    private MoveCheckpoint checkpoint;
    private boolean hasForerunner;
    private int failures;
    private long retryNotBefore;
    private boolean lastOneFailed;

    /**
     * @param alarm is set for when to look again
     */
    MoveCheckpoints(
            String jobId,
            DrainBook book,
            JobCheckpoints checkpoints,
            MoveTiming timing,
            Ticker ticker,
            EarliestAlarm alarm,
            Listener listener) {
        this.jobId = jobId;
        this.book = book;
        this.checkpoints = checkpoints;
        this.timing = timing;
        this.ticker = ticker;
        this.alarm = alarm;
        this.listener = listener;
        this.retryNotBefore = ticker.nanos();
    }

    /** Whether there is one for the move. */
    boolean isComplete() {
        return checkpoint != null && !checkpoint.isPending();
    }

    /** Whether one is being taken. */
    boolean isPending() {
        return checkpoint != null && checkpoint.isPending();
    }

    /** Whether the one there is, or is being taken, is the last thing that the sources emit. */
    boolean isLast() {
        return checkpoint != null && checkpoint.is(Kind.LAST);
    }

    /** The id of the one for the move; null when there is none. */
    Long completedId() {
        return checkpoint == null ? null : checkpoint.completedId();
    }

    /**
     * Lets the sources run on, if they were to stop.
     *
     * @return false when they have stopped, so that the job has to be restarted
     */
    boolean letSourcesRun() {
        return !isLast() || checkpoints.letSourcesRun();
    }

    /** What was there for a move, and all failures: the next one begins anew. */
    void forget() {
        if (isPending()) {
            book.waitingAgain(PendingDrain.taskManagers(book.pending(jobId)));
        }
        checkpoint = null;
        hasForerunner = false;
        failures = 0;
        retryNotBefore = ticker.nanos();
    }

    /** What one takes from its trigger on; zero when there was none yet. */
    Duration expected() {
        Duration longest = durations.longest();
        Duration latest = checkpoints.latestDuration();
        return latest.compareTo(longest) > 0 ? latest : longest;
    }

    /** When to begin with one that is to be complete at {@code moveAt}. */
    long beginFor(long moveAt) {
        return Math.max(moveAt - durations.shortest().toNanos(), retryNotBefore);
    }

    /**
     * Takes the one that the job had best move from; there must be none.
     *
     * @param moveBy when the job has to move at the latest; empty when there is no deadline
     * @return false when it had best move from its last completed one, now
     */
    boolean take(List<PendingDrain> drains, OptionalLong moveBy, long now) {
        CheckpointChoice choice = choice(moveBy, now, checkpoints.inProgress());
        if (failures >= timing.maxCheckpointFailures() && checkpoints.hasCompleted()) {
            LOG.info(
                    "Job {} moves from its last checkpoint: {} attempts to take another failed.",
                    jobId,
                    failures);
            return false;
        }
        if (mayStopSources(choice)) {
            begin(wantsForerunner(choice) ? Kind.FORERUNNER : Kind.LAST, choice, drains);
            return await(moveBy, now);
        }
        if (choice.noneComesInTime()) {
            LOG.info(
                    "Job {} moves from its last checkpoint: another takes {} ms and {} ms are left.",
                    jobId,
                    choice.expected().toMillis(),
                    choice.timeLeft().toMillis());
            return false;
        }
        begin(Kind.ORDINARY, choice, drains);
        return true;
    }

    private CheckpointChoice choice(
            OptionalLong moveBy, long now, Optional<CheckpointInProgress> inProgress) {
        return new CheckpointChoice(
                expected(),
                moveBy.isPresent() ? Duration.ofNanos(moveBy.getAsLong() - now) : null,
                inProgress,
                checkpoints.hasCompleted());
    }

    private boolean mayStopSources(CheckpointChoice choice) {
        if (!timing.exact() || !checkpoints.canStopSources()) {
            return false;
        }
        boolean tooSlow = choice.expected().multipliedBy(2).compareTo(timing.exactTimeout()) > 0;
        if (tooSlow || !choice.lastOneComesInTime()) {
            LOG.info(
                    "Job {}: the sources don't stop with a checkpoint for this move, since that may take {} ms.",
                    jobId,
                    choice.expected().toMillis());
            return false;
        }
        return true;
    }

    private boolean wantsForerunner(CheckpointChoice choice) {
        return !hasForerunner
                && (!choice.canFallBack() || lastOneFailed || choice.leavesTimeForAForerunner());
    }

    private void begin(Kind kind, CheckpointChoice choice, List<PendingDrain> drains) {
        MoveCheckpoint mine = new MoveCheckpoint(kind, ticker.nanos());
        checkpoint = mine;
        book.checkpointing(PendingDrain.taskManagers(drains));
        ask(mine, choice)
                .whenComplete(
                        (taken, failure) -> {
                            if (checkpoint != mine) {
                                return;
                            }
                            if (failure == null) {
                                completed(mine, taken);
                            } else if (kind == Kind.LAST && !checkpoints.letSourcesRun()) {
                                lastFailed(failure);
                            } else {
                                failed(failure);
                            }
                            listener.changed();
                        });
    }

    private CompletionStage<TakenCheckpoint> ask(MoveCheckpoint mine, CheckpointChoice choice) {
        if (mine.is(Kind.LAST)) {
            return checkpoints.takeLast(() -> sourcesStopped(mine));
        }
        return choice.thatInProgressWillDo() ? checkpoints.awaitInProgress() : checkpoints.take();
    }

    private void sourcesStopped(MoveCheckpoint mine) {
        mine.sourcesStopped(ticker.nanos());
        if (checkpoint == mine && mine.isPending()) {
            alarm.at(ticker.nanos() + standstill().toNanos());
        }
    }

    private void completed(MoveCheckpoint mine, TakenCheckpoint taken) {
        durations.add(taken.took());
        lastOneFailed = false;
        if (mine.is(Kind.FORERUNNER)) {
            checkpoint = null;
            hasForerunner = true;
        } else {
            mine.complete(taken.id());
        }
    }

    private void lastFailed(Throwable failure) {
        LOG.warn(
                "Job {} moves from its last checkpoint: its sources have stopped, and the next one failed: {}",
                jobId,
                rootMessage(failure));
        lastOneFailed = true;
        listener.mustMove();
    }

    private void failed(Throwable failure) {
        checkpoint = null;
        failures++;
        retryNotBefore = ticker.nanos() + timing.retryDelay().toNanos();
        book.waitingAgain(PendingDrain.taskManagers(book.pending(jobId)));
        LOG.info(
                "Job {}: checkpoint for a move failed ({} in a row): {}",
                jobId,
                failures,
                rootMessage(failure));
    }

    /**
     * Waits for the one that is being taken, if the sources stop with it: not for ever, and when
     * time runs out others make way for it.
     *
     * @param moveBy when the job has to move at the latest; empty when there is no deadline
     * @return false when it isn't waited for any longer: the job has to move from its last
     *     completed one, now
     */
    boolean await(OptionalLong moveBy, long now) {
        if (!isPending() || !isLast()) {
            return true;
        }
        OptionalLong stoppedAt = checkpoint.stoppedAt();
        if (stoppedAt.isPresent()) {
            return awaitUntil(stoppedAt.getAsLong() + standstill().toNanos(), now);
        }
        if (moveBy.isPresent()) {
            makeWay(moveBy.getAsLong(), now);
        }
        return true;
    }

    private Duration standstill() {
        return timing.standstill(expected());
    }

    /** A job with stopped sources stands still: that must not last. */
    private boolean awaitUntil(long giveUpAt, long now) {
        if (now < giveUpAt) {
            alarm.at(giveUpAt);
            return true;
        }
        if (checkpoints.letSourcesRun()) {
            return true;
        }
        LOG.warn(
                "Job {} moves from its last checkpoint: its sources have stopped, and the next one hasn't completed in {} ms.",
                jobId,
                standstill().toMillis());
        lastOneFailed = true;
        return false;
    }

    /** The last checkpoint waits for another one: only as long as it still comes in time. */
    private void makeWay(long moveBy, long now) {
        Duration sinceAsked = Duration.ofNanos(now - checkpoint.askedAt());
        CheckpointChoice choice =
                choice(
                        OptionalLong.of(moveBy),
                        now,
                        checkpoints.inProgress().filter(other -> other.wasBefore(sinceAsked)));
        long beginBy = moveBy - CheckpointChoice.needs(choice.expected()).toNanos();
        if (now < beginBy && choice.leavesTimeToWait()) {
            alarm.at(beginBy);
        } else if (choice.isDelayed() && checkpoint.makeWay()) {
            LOG.info(
                    "Job {}: checkpoints in progress are aborted, so that the one for this move comes in time: it may take {} ms and {} ms are left.",
                    jobId,
                    choice.expected().toMillis(),
                    choice.timeLeft().toMillis());
            checkpoints.abortInProgress();
        }
    }

    /**
     * Takes one after a move, so that what was processed since is soon committed, and is not lost
     * by a failure.
     */
    void takeAfterMove() {
        if (checkpoints.areEnabled()) {
            checkpoints
                    .take()
                    .whenComplete(
                            (taken, failure) -> {
                                if (failure == null) {
                                    durations.add(taken.took());
                                } else {
                                    LOG.info(
                                            "Job {}: the checkpoint after a move failed: {}",
                                            jobId,
                                            rootMessage(failure));
                                }
                            });
        }
    }

    private static String rootMessage(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.getMessage() == null ? cause.toString() : cause.getMessage();
    }
}
