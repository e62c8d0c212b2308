package io.spillway.agent.drain;

import io.spillway.agent.AgentThread;
import io.spillway.agent.termination.PendingNotice;
import io.spillway.restapi.DrainRequest;
import io.spillway.restapi.DrainState;
import io.spillway.restapi.DrainView;
import io.spillway.restapi.JobManagerClient;
import io.spillway.restapi.JobManagerException;
import io.spillway.restapi.JobManagerException.Kind;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One drain of this machine's TaskManager: asks the JobManager for it, follows it to the end, and
 * gives up where going on would cost more than it saves. Ends exactly once, with an outcome or by
 * {@link #cancel}. Confined to the agent's thread.
 */
final class Drain {
    private static final Logger LOG = LoggerFactory.getLogger(Drain.class);

    /** How long one question may stay open at the JobManager. */
    static final Duration LONG_POLL = Duration.ofSeconds(10);

    /** From one call to the next of the same kind, whatever comes back. */
    static final Duration PACE = Duration.ofMillis(100);

    private final AgentThread thread;
    private final JobManagerClient jobManager;
    private final String taskManager;
    private final boolean hasJoined;
    private final Duration margin;
    private final Duration patience;
    private final Consumer<DrainOutcome> onEnd;

    private PendingNotice notice;
    private AgentThread.Timer timer = () -> {};
    private boolean ended;
    private boolean posted;

    /** Requests for the drain that haven't been answered: they may get to the JobManager yet. */
    private int unanswered;

    /** Who waits for the drain to be taken back, while there is such a request. */
    private Optional<Consumer<Boolean>> cancels = Optional.empty();

    private DrainState known;
    private long unreachableSince;
    private boolean unreachable;
    private CheckpointFallback fallback;

    /**
     * @param hasJoined whether the TaskManager was registered at some time: if not, it hosts
     *     nothing
     * @param margin how long before the deadline to give up
     * @param patience how long the JobManager may be unreachable, or not know the TaskManager
     * @param onEnd gets the outcome, on the agent's thread
     */
    public Drain(
            AgentThread thread,
            JobManagerClient jobManager,
            String taskManager,
            boolean hasJoined,
            Duration margin,
            Duration patience,
            Consumer<DrainOutcome> onEnd) {
        this.thread = thread;
        this.jobManager = jobManager;
        this.taskManager = taskManager;
        this.hasJoined = hasJoined;
        this.margin = margin;
        this.patience = patience;
        this.onEnd = onEnd;
    }

    /** Begins. Called once. */
    public void start(PendingNotice first) {
        deadline(first);
        post();
    }

    /** The notice has changed while the drain goes on: other deadline, other kind. */
    public void update(PendingNotice changed) {
        if (!ended) {
            deadline(changed);
            post();
        }
    }

    /** How far it is, for the log; empty before the JobManager has accepted it. */
    public Optional<DrainState> state() {
        return Optional.ofNullable(known);
    }

    /** Whether the JobManager (or the checkpoint) is at work on it, so that it's worth waiting. */
    public boolean makesProgress() {
        return !ended && !unreachable;
    }

    /**
     * Takes it back, since the machine stays: once all that was asked for is answered, so that no
     * request gets to the JobManager after that. It is asked even if no answer has come.
     *
     * @param then hears, on the agent's thread, whether the TaskManager hosts work again; false
     *     when the drain was done already
     */
    public void cancel(Consumer<Boolean> then) {
        ended = true;
        timer.cancel();
        if (fallback != null) {
            then.accept(true);
        } else if (unanswered > 0) {
            cancels = Optional.of(then);
        } else {
            takeBack(then);
        }
    }

    private void takeBack(Consumer<Boolean> then) {
        thread.ask(
                () -> jobManager.cancelDrain(taskManager),
                (view, failure) -> {
                    Optional<Kind> kind =
                            failure instanceof JobManagerException e
                                    ? Optional.of(e.kind())
                                    : Optional.empty();
                    boolean done = kind.equals(Optional.of(Kind.CONFLICT));
                    boolean neverBegun = kind.equals(Optional.of(Kind.NOT_FOUND));
                    if (failure != null && !done && !neverBegun) {
                        LOG.warn("The drain couldn't be cancelled: {}", failure.getMessage());
                    }
                    then.accept(!done);
                });
    }

    private void deadline(PendingNotice changed) {
        notice = changed;
        timer.cancel();
        timer =
                changed.timeLeft(thread.nanos())
                        .map(left -> left.minus(margin))
                        .map(
                                left ->
                                        thread.schedule(
                                                left.isNegative() ? Duration.ZERO : left,
                                                this::outOfTime))
                        .orElse(() -> {});
    }

    private void outOfTime() {
        end(
                false,
                "not drained in time (%s)"
                        .formatted(
                                fallback != null
                                        ? "waiting for a checkpoint"
                                        : known == null ? "not accepted yet" : known));
    }

    private void post() {
        if (ended || fallback != null) {
            return;
        }
        Long timeLeftMs =
                notice.timeLeft(thread.nanos()).map(d -> Math.max(1, d.toMillis())).orElse(null);
        DrainRequest request =
                new DrainRequest(
                        List.of(taskManager),
                        notice.kind().name(),
                        timeLeftMs,
                        notice.age(thread.nanos()).toMillis(),
                        null);
        long asked = thread.nanos();
        unanswered++;
        thread.ask(
                () -> jobManager.drain(request),
                (views, failure) -> {
                    unanswered--;
                    if (ended) {
                        takeBackIfCancelled();
                    } else if (failure == null) {
                        reached();
                        boolean first = !posted;
                        posted = true;
                        known = null;
                        views.stream()
                                .filter(v -> v.taskManager().equals(taskManager))
                                .forEach(this::advanced);
                        if (first) {
                            follow();
                        }
                    } else {
                        failed(failure, asked);
                    }
                });
    }

    private void takeBackIfCancelled() {
        if (unanswered == 0) {
            Optional<Consumer<Boolean>> then = cancels;
            cancels = Optional.empty();
            then.ifPresent(this::takeBack);
        }
    }

    private void follow() {
        if (ended) {
            return;
        }
        long asked = thread.nanos();
        DrainState seen = known;
        thread.ask(
                () -> jobManager.drain(taskManager, seen, LONG_POLL),
                (view, failure) -> {
                    if (ended) {
                        return;
                    }
                    if (failure == null) {
                        reached();
                        advanced(view);
                        Duration rest = PACE.minus(thread.since(asked));
                        thread.schedule(rest.isNegative() ? Duration.ZERO : rest, this::follow);
                    } else {
                        posted = false;
                        failed(failure, thread.nanos());
                    }
                });
    }

    private void advanced(DrainView view) {
        if (ended || view.state() == known) {
            return;
        }
        known = view.state();
        LOG.debug("Drain of {}: {}", taskManager, known);
        switch (known) {
            case DRAINED ->
                    end(
                            true,
                            "drained in %d ms%s"
                                    .formatted(
                                            view.elapsedMs(),
                                            view.checkpointId() == null
                                                    ? ""
                                                    : ", checkpoint " + view.checkpointId()));
            case GONE -> end(false, "the JobManager has lost the TaskManager");
            case CANCELLED -> {
                LOG.warn(
                        "Somebody cancelled the drain of {}, but the machine goes ({}): asking again.",
                        taskManager,
                        notice.kind());
                posted = false;
                thread.schedule(PACE.multipliedBy(10), this::post);
            }
            default -> {
                // On its way.
            }
        }
    }

    private void failed(Exception failure, long asked) {
        if (ended) {
            return;
        }
        Kind kind = failure instanceof JobManagerException e ? e.kind() : Kind.FAILED;
        switch (kind) {
            case NOT_OURS -> fallBack();
            case NOT_FOUND -> {
                // After a failover of the JobManager: the drain is forgotten, perhaps also the
                // TaskManager, until it has registered again.
                if (!hasJoined) {
                    end(true, "never registered, so nothing to drain");
                } else {
                    retry("the JobManager doesn't know the TaskManager", asked);
                }
            }
            case UNREACHABLE -> retry(failure.getMessage(), asked);
            default -> end(false, failure.getMessage());
        }
    }

    private void reached() {
        unreachable = false;
    }

    private void retry(String why, long since) {
        if (!unreachable) {
            unreachable = true;
            unreachableSince = since;
        }
        if (thread.since(unreachableSince).compareTo(patience) >= 0) {
            end(false, why);
        } else {
            thread.schedule(PACE, this::post);
        }
    }

    /** A stock JobManager: "checkpoint, then stop" is the best that it can do. */
    private void fallBack() {
        LOG.info(
                "{} has no fleet API: a checkpoint now, then the TaskManager is stopped.",
                jobManager.url());
        fallback = new CheckpointFallback(thread, jobManager, this::end);
        fallback.start();
    }

    private void end(boolean planned, String words) {
        if (!ended) {
            ended = true;
            timer.cancel();
            onEnd.accept(new DrainOutcome(planned, words));
        }
    }
}
