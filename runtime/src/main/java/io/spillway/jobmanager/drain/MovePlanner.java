package io.spillway.jobmanager.drain;

import io.spillway.jobmanager.drain.Move.Destination;
import io.spillway.jobmanager.drain.MoveCheckpoint.Kind;
import io.spillway.restapi.FleetView.Cause;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides when a job moves to other machines: it collects drains and joins for a while, has a
 * checkpoint taken, and restarts the job once for all of them.
 *
 * <p>Everything that happens leads to {@link #reconsider()}, which looks at what is pending, at the
 * job and at the time, and does the one thing that is due, or sets an alarm. So drains and joins
 * that overlap need no cases of their own: whatever is pending when the job moves has moved.
 *
 * <p>Confined to the thread that owns the job.
 */
public final class MovePlanner {

    private static final Logger LOG = LoggerFactory.getLogger(MovePlanner.class);

    /** What the job is doing, as far as it matters here. */
    private enum Stage {
        /** No task is deployed, or those that were are ending: nothing to move. */
        IDLE,
        /** Tasks are deployed, but some aren't running yet: no checkpoint is possible. */
        DEPLOYING,
        RUNNING,
        /** It may not be restarted: a savepoint that stops it is being taken. */
        STOPPING
    }

    private final String jobId;
    private final DrainBook book;
    private final MovableJob job;
    private final MoveTiming timing;
    private final Ticker ticker;
    private final Alarm alarm;
    private final CheckpointDurations durations = new CheckpointDurations();

    private Stage stage = Stage.IDLE;
    private Alarm.Cancellation pendingAlarm = () -> {};
    private OptionalLong alarmAt = OptionalLong.empty();
    private MoveCheckpoint checkpoint;
    private boolean hasForerunner;
    private int checkpointFailures;
    private long retryNotBefore;
    private OptionalLong joinedAt = OptionalLong.empty();
    private OptionalLong hostedAt = OptionalLong.empty();
    private boolean homeless;
    private long cooldownEnd;
    private boolean justMoved;
    private boolean staysWhereItIs;
    private boolean lastOneFailed;

    public MovePlanner(
            String jobId,
            DrainBook book,
            MovableJob job,
            MoveTiming timing,
            Ticker ticker,
            Alarm alarm) {
        this.jobId = jobId;
        this.book = book;
        this.job = job;
        this.timing = timing;
        this.ticker = ticker;
        this.alarm = alarm;
        this.cooldownEnd = ticker.nanos();
        this.retryNotBefore = ticker.nanos();
    }

    /** The job's tasks have been deployed, or go on running after a savepoint that failed. */
    public void deployed() {
        stage = Stage.DEPLOYING;
        staysWhereItIs = false;
        forgetCheckpoint();
        joinedAt = OptionalLong.empty();
        // Not inline: the caller may be amid a transition of its own.
        wakeAt(ticker.nanos());
    }

    /** Every task of the job runs. */
    public void running() {
        stage = Stage.RUNNING;
        if (justMoved) {
            justMoved = false;
            cooldownEnd = ticker.nanos() + timing.joinCooldown().toNanos();
            checkpointAfterMove();
        }
        reconsider();
    }

    /** A savepoint that ends the job is being taken. */
    public void stopping() {
        stage = Stage.STOPPING;
        forgetCheckpoint();
        reconsider();
    }

    /** The job restarts, waits for machines or ends; whatever tasks there are will be cancelled. */
    public void idle() {
        stage = Stage.IDLE;
        forgetCheckpoint();
        reconsider();
    }

    /** Does what is due now. Cheap when nothing is. */
    public void reconsider() {
        pendingAlarm.cancel();
        alarmAt = OptionalLong.empty();

        List<PendingDrain> drains = releaseUnused();
        if (stage == Stage.IDLE || stage == Stage.STOPPING) {
            return;
        }
        long now = ticker.nanos();
        noticeJoins(now, drains);
        if (drains.isEmpty() && joinedAt.isEmpty() && canStillStay()) {
            forgetCheckpoint();
            homeless = false;
            hostedAt = OptionalLong.empty();
            return;
        }
        OptionalLong moveBy = timing.moveBy(drains);
        if (moveBy.isPresent() && now >= moveBy.getAsLong()) {
            LOG.info("Job {} can't wait any longer: the deadline is near.", jobId);
            move(drains, true);
            return;
        }
        if (stage == Stage.RUNNING) {
            prepare(drains, moveBy, now);
        }
        if (stage != Stage.IDLE && moveBy.isPresent()) {
            wakeAt(moveBy.getAsLong());
        }
    }

    /** Nothing asks for a move any more; but if the sources have stopped it has to come. */
    private boolean canStillStay() {
        return checkpoint == null || !checkpoint.is(Kind.LAST) || job.letSourcesRun();
    }

    /** Lets go of drains of TaskManagers on which the job has no task; returns those that stay. */
    private List<PendingDrain> releaseUnused() {
        List<PendingDrain> drains = book.pending(jobId);
        if (drains.isEmpty() || staysWhereItIs) {
            return drains;
        }
        Set<String> inUse = job.taskManagersInUse();
        List<String> unused = new ArrayList<>();
        List<PendingDrain> used = new ArrayList<>();
        for (PendingDrain drain : drains) {
            if (inUse.contains(drain.taskManager())) {
                used.add(drain);
            } else {
                unused.add(drain.taskManager());
            }
        }
        book.released(jobId, unused);
        return used;
    }

    private void noticeJoins(long now, List<PendingDrain> drains) {
        if (job.couldGrow()) {
            if (joinedAt.isEmpty()) {
                joinedAt = OptionalLong.of(now);
            }
        } else if (drains.isEmpty()) {
            // Otherwise the drains may just have cancelled the growth out; it still is due.
            joinedAt = OptionalLong.empty();
        }
    }

    private void prepare(List<PendingDrain> drains, OptionalLong moveBy, long now) {
        if (checkpoint != null && checkpoint.isPending()) {
            book.checkpointing(names(drains));
            expectLastCheckpoint(drains, moveBy, now);
            return;
        }
        if (checkpoint != null && checkpoint.is(Kind.LAST)) {
            move(drains, homeless);
            return;
        }
        long moveAt = moveNotBefore(drains, moveBy, now);
        if (moveAt == Long.MAX_VALUE) {
            return;
        }
        if (checkpoint != null || !job.takesCheckpoints()) {
            if (now >= moveAt) {
                move(drains, false);
            } else {
                wakeAt(moveAt);
            }
            return;
        }
        long begin = Math.max(moveAt - durations.shortest().toNanos(), retryNotBefore);
        CheckpointChoice choice = choice(moveBy, now, job.checkpointInProgress());
        if (now < begin) {
            wakeAt(begin);
        } else if (checkpointFailures >= timing.maxCheckpointFailures()
                && job.hasCompletedCheckpoint()) {
            LOG.info(
                    "Job {} moves from its last checkpoint: {} attempts to take another failed.",
                    jobId,
                    checkpointFailures);
            move(drains, false);
        } else if (mayStopSources(choice)) {
            takeCheckpoint(wantsForerunner(choice) ? Kind.FORERUNNER : Kind.LAST, choice, drains);
            expectLastCheckpoint(drains, moveBy, now);
        } else if (choice.noneComesInTime()) {
            LOG.info(
                    "Job {} moves from its last checkpoint: another takes {} ms and {} ms are left.",
                    jobId,
                    choice.expected().toMillis(),
                    choice.timeLeft().toMillis());
            move(drains, false);
        } else {
            takeCheckpoint(Kind.ORDINARY, choice, drains);
        }
    }

    /** What a checkpoint takes from its trigger on; zero when there was none yet. */
    private Duration expected() {
        Duration longest = durations.longest();
        Duration latest = job.latestCheckpointDuration();
        return latest.compareTo(longest) > 0 ? latest : longest;
    }

    private CheckpointChoice choice(
            OptionalLong moveBy, long now, Optional<CheckpointInProgress> inProgress) {
        return new CheckpointChoice(
                expected(),
                moveBy.isPresent() ? Duration.ofNanos(moveBy.getAsLong() - now) : null,
                inProgress,
                job.hasCompletedCheckpoint());
    }

    private boolean mayStopSources(CheckpointChoice choice) {
        if (!timing.exact() || !job.canStopSources()) {
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

    private void expectLastCheckpoint(List<PendingDrain> drains, OptionalLong moveBy, long now) {
        if (checkpoint == null || !checkpoint.isPending() || !checkpoint.is(Kind.LAST)) {
            return;
        }
        OptionalLong stoppedAt = checkpoint.stoppedAt();
        if (stoppedAt.isPresent()) {
            giveUpAt(stoppedAt.getAsLong() + standstill().toNanos(), drains, now);
        } else if (moveBy.isPresent()) {
            makeWay(moveBy.getAsLong(), now);
        }
    }

    private Duration standstill() {
        return timing.standstill(expected());
    }

    /** A job with stopped sources stands still: that must not last. */
    private void giveUpAt(long giveUpAt, List<PendingDrain> drains, long now) {
        if (now < giveUpAt) {
            wakeAt(giveUpAt);
        } else if (!job.letSourcesRun()) {
            LOG.warn(
                    "Job {} moves from its last checkpoint: its sources have stopped, and the next one hasn't completed in {} ms.",
                    jobId,
                    standstill().toMillis());
            lastOneFailed = true;
            move(drains, homeless);
        }
    }

    /** The last checkpoint waits for another one: only as long as it still comes in time. */
    private void makeWay(long moveBy, long now) {
        Duration sinceAsked = Duration.ofNanos(now - checkpoint.askedAt());
        CheckpointChoice choice =
                choice(
                        OptionalLong.of(moveBy),
                        now,
                        job.checkpointInProgress().filter(other -> other.wasBefore(sinceAsked)));
        long beginBy = moveBy - CheckpointChoice.needs(choice.expected()).toNanos();
        if (now < beginBy && choice.leavesTimeToWait()) {
            wakeAt(beginBy);
        } else if (choice.isDelayed() && checkpoint.makeWay()) {
            LOG.info(
                    "Job {}: checkpoints in progress are aborted, so that the one for this move comes in time: it may take {} ms and {} ms are left.",
                    jobId,
                    choice.expected().toMillis(),
                    choice.timeLeft().toMillis());
            job.abortCheckpointsInProgress();
        }
    }

    /**
     * When what is pending has waited long enough. Without a slot elsewhere that is as late as the
     * deadline allows, or never when there is none.
     */
    private long moveNotBefore(List<PendingDrain> drains, OptionalLong moveBy, long now) {
        if (!job.canRunOnWhatStays()) {
            if (!homeless) {
                homeless = true;
                hostedAt = OptionalLong.empty();
                LOG.info(
                        "Job {} has no slot but on TaskManagers that are drained: it stays on them {}.",
                        jobId,
                        moveBy.isPresent() ? "until the deadline is near" : "until others join");
            }
            return moveBy.isEmpty()
                    ? Long.MAX_VALUE
                    : moveBy.getAsLong() - timing.lastMinute(expected()).toNanos();
        }
        if (homeless) {
            homeless = false;
            hostedAt = OptionalLong.of(now);
        }
        long earliest = timing.windowEnd(drains);
        if (hostedAt.isPresent() && !drains.isEmpty()) {
            // Replacements come in company, too.
            earliest = Math.max(earliest, hostedAt.getAsLong() + timing.joinWindow().toNanos());
        }
        if (joinedAt.isPresent()) {
            long join = Math.max(joinedAt.getAsLong() + timing.joinWindow().toNanos(), cooldownEnd);
            earliest = Math.min(earliest, join);
        }
        return moveBy.isEmpty()
                ? earliest
                : Math.min(earliest, moveBy.getAsLong() - timing.lastMinute(expected()).toNanos());
    }

    private void takeCheckpoint(Kind kind, CheckpointChoice choice, List<PendingDrain> drains) {
        MoveCheckpoint mine = new MoveCheckpoint(kind, ticker.nanos());
        checkpoint = mine;
        book.checkpointing(names(drains));
        ask(mine, choice)
                .whenComplete(
                        (taken, failure) -> {
                            if (checkpoint != mine) {
                                return;
                            }
                            if (failure == null) {
                                checkpointCompleted(mine, taken);
                            } else if (kind == Kind.LAST && !job.letSourcesRun()) {
                                lastCheckpointFailed(failure);
                            } else {
                                checkpointFailed(failure);
                            }
                            reconsider();
                        });
    }

    private CompletionStage<TakenCheckpoint> ask(MoveCheckpoint mine, CheckpointChoice choice) {
        if (mine.is(Kind.LAST)) {
            return job.takeLastCheckpoint(() -> sourcesStopped(mine));
        }
        return choice.thatInProgressWillDo()
                ? job.awaitCheckpointInProgress()
                : job.takeCheckpoint();
    }

    private void sourcesStopped(MoveCheckpoint mine) {
        mine.sourcesStopped(ticker.nanos());
        if (checkpoint == mine && mine.isPending()) {
            wakeAt(ticker.nanos() + standstill().toNanos());
        }
    }

    private void checkpointCompleted(MoveCheckpoint mine, TakenCheckpoint taken) {
        durations.add(taken.took());
        lastOneFailed = false;
        if (mine.is(Kind.FORERUNNER)) {
            checkpoint = null;
            hasForerunner = true;
        } else {
            mine.complete(taken.id());
        }
    }

    private void lastCheckpointFailed(Throwable failure) {
        LOG.warn(
                "Job {} moves from its last checkpoint: its sources have stopped, and the next one failed: {}",
                jobId,
                rootMessage(failure));
        lastOneFailed = true;
        move(releaseUnused(), homeless);
    }

    private void checkpointFailed(Throwable failure) {
        checkpoint = null;
        checkpointFailures++;
        retryNotBefore = ticker.nanos() + timing.retryDelay().toNanos();
        book.waitingAgain(names(book.pending(jobId)));
        LOG.info(
                "Job {}: checkpoint for a move failed ({} in a row): {}",
                jobId,
                checkpointFailures,
                rootMessage(failure));
    }

    /**
     * Restarts the job.
     *
     * @param atAnyPrice whether it leaves even if there is no other slot
     */
    private void move(List<PendingDrain> drains, boolean atAnyPrice) {
        Long checkpointId = checkpoint == null ? null : checkpoint.completedId();
        boolean stopped = checkpoint != null && checkpoint.is(Kind.LAST) && !job.letSourcesRun();
        Destination destination =
                job.canRunOnWhatStays()
                        ? Destination.SLOTS_THAT_STAY
                        : stopped && !atAnyPrice
                                ? Destination.WHERE_IT_IS
                                : Destination.NOWHERE_YET;
        staysWhereItIs = destination == Destination.WHERE_IT_IS;
        Cause cause = drains.isEmpty() && joinedAt.isPresent() ? Cause.JOIN : Cause.DRAIN;
        List<String> taskManagers = staysWhereItIs ? List.of() : names(drains);
        if (staysWhereItIs) {
            book.waitingAgain(names(drains));
        }
        book.moving(taskManagers, checkpointId);
        forgetCheckpoint();
        joinedAt = OptionalLong.empty();
        hostedAt = OptionalLong.empty();
        homeless = false;
        justMoved = true;
        stage = Stage.IDLE;
        job.restart(new Move(cause, taskManagers, checkpointId, destination));
    }

    /**
     * So that what was processed since the move is soon committed, and is not lost by a failure.
     */
    private void checkpointAfterMove() {
        if (job.takesCheckpoints()) {
            job.takeCheckpoint()
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

    private void forgetCheckpoint() {
        if (checkpoint != null && checkpoint.isPending()) {
            book.waitingAgain(names(book.pending(jobId)));
        }
        checkpoint = null;
        hasForerunner = false;
        checkpointFailures = 0;
        retryNotBefore = ticker.nanos();
    }

    /** Sets the alarm, unless an earlier one is set. */
    private void wakeAt(long time) {
        if (alarmAt.isEmpty() || time < alarmAt.getAsLong()) {
            pendingAlarm.cancel();
            alarmAt = OptionalLong.of(time);
            Duration delay = Duration.ofNanos(Math.max(0, time - ticker.nanos()));
            pendingAlarm = alarm.in(delay, this::reconsider);
        }
    }

    private static List<String> names(List<PendingDrain> drains) {
        return drains.stream().map(PendingDrain::taskManager).toList();
    }

    private static String rootMessage(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.getMessage() == null ? cause.toString() : cause.getMessage();
    }
}
