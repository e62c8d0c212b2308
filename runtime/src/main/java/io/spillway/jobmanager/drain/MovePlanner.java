package io.spillway.jobmanager.drain;

import io.spillway.jobmanager.drain.Move.Destination;
import io.spillway.restapi.FleetView.Cause;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
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
    private final EarliestAlarm alarm;
    private final MoveWindow window;
    private final MoveCheckpoints checkpoints;

    private Stage stage = Stage.IDLE;
    private boolean justMoved;
    private boolean staysWhereItIs;

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
        this.alarm = new EarliestAlarm(ticker, alarm, this::reconsider);
        this.window = new MoveWindow(jobId, job, timing, ticker.nanos());
        this.checkpoints =
                new MoveCheckpoints(
                        jobId,
                        book,
                        job.checkpoints(),
                        timing,
                        ticker,
                        this.alarm,
                        new MoveCheckpoints.Listener() {
                            @Override
                            public void mustMove() {
                                move(releaseUnused(), window.isHomeless());
                            }

                            @Override
                            public void changed() {
                                reconsider();
                            }
                        });
    }

    /** The job's tasks have been deployed, or go on running after a savepoint that failed. */
    public void deployed() {
        stage = Stage.DEPLOYING;
        staysWhereItIs = false;
        checkpoints.forget();
        window.deployed();
        // Not inline: the caller may be amid a transition of its own.
        alarm.at(ticker.nanos());
    }

    /** Every task of the job runs. */
    public void running() {
        stage = Stage.RUNNING;
        if (justMoved) {
            justMoved = false;
            window.moved(ticker.nanos());
            checkpoints.takeAfterMove();
        }
        reconsider();
    }

    /** A savepoint that ends the job is being taken. */
    public void stopping() {
        stage = Stage.STOPPING;
        checkpoints.forget();
        reconsider();
    }

    /** The job restarts, waits for machines or ends; whatever tasks there are will be cancelled. */
    public void idle() {
        stage = Stage.IDLE;
        checkpoints.forget();
        reconsider();
    }

    /** Does what is due now. Cheap when nothing is. */
    public void reconsider() {
        alarm.clear();

        List<PendingDrain> drains = releaseUnused();
        if (stage == Stage.IDLE || stage == Stage.STOPPING) {
            return;
        }
        long now = ticker.nanos();
        window.noticeJoins(now, drains);
        // Nothing asks for a move any more; but if the sources have stopped it has to come.
        if (drains.isEmpty() && !window.hasJoins() && checkpoints.letSourcesRun()) {
            checkpoints.forget();
            window.close();
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
            alarm.at(moveBy.getAsLong());
        }
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

    private void prepare(List<PendingDrain> drains, OptionalLong moveBy, long now) {
        if (checkpoints.isPending()) {
            book.checkpointing(PendingDrain.taskManagers(drains));
            if (!checkpoints.await(moveBy, now)) {
                move(drains, window.isHomeless());
            }
            return;
        }
        if (checkpoints.isLast()) {
            move(drains, window.isHomeless());
            return;
        }
        long moveAt = window.end(drains, moveBy, checkpoints.expected(), now);
        if (moveAt == Long.MAX_VALUE) {
            return;
        }
        if (checkpoints.isComplete() || !job.checkpoints().areEnabled()) {
            if (now >= moveAt) {
                move(drains, false);
            } else {
                alarm.at(moveAt);
            }
            return;
        }
        long begin = checkpoints.beginFor(moveAt);
        if (now < begin) {
            alarm.at(begin);
        } else if (!checkpoints.take(drains, moveBy, now)) {
            move(drains, window.isHomeless());
        }
    }

    /**
     * Restarts the job.
     *
     * @param atAnyPrice whether it leaves even if there is no other slot
     */
    private void move(List<PendingDrain> drains, boolean atAnyPrice) {
        Long checkpointId = checkpoints.completedId();
        boolean stopped = !checkpoints.letSourcesRun();
        Destination destination =
                job.canRunOnWhatStays()
                        ? Destination.SLOTS_THAT_STAY
                        : stopped && !atAnyPrice
                                ? Destination.WHERE_IT_IS
                                : Destination.NOWHERE_YET;
        staysWhereItIs = destination == Destination.WHERE_IT_IS;
        Cause cause = drains.isEmpty() && window.hasJoins() ? Cause.JOIN : Cause.DRAIN;
        List<String> taskManagers = staysWhereItIs ? List.of() : PendingDrain.taskManagers(drains);
        if (staysWhereItIs) {
            book.waitingAgain(PendingDrain.taskManagers(drains));
        }
        book.moving(taskManagers, checkpointId);
        checkpoints.forget();
        window.close();
        justMoved = true;
        stage = Stage.IDLE;
        job.restart(new Move(cause, taskManagers, checkpointId, destination));
    }
}
