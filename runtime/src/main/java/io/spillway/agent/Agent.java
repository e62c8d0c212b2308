package io.spillway.agent;

import com.google.inject.Inject;
import io.spillway.agent.drain.Drain;
import io.spillway.agent.drain.DrainOutcome;
import io.spillway.agent.drain.ReplacementWatch;
import io.spillway.agent.taskmanager.TaskManagerSupervisor;
import io.spillway.agent.termination.PendingNotice;
import io.spillway.agent.termination.TerminationWatch;
import io.spillway.restapi.JobManagerClient;
import io.spillway.settings.AgentSettings;
import io.spillway.spi.cloud.InstanceLifecycle;
import io.spillway.spi.cloud.NoticeKind;
import io.spillway.spi.cloud.TerminationNotice;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The agent's state machine: {@code BOOTING → JOINING → IN_SERVICE → DRAINING → RELEASED}, or
 * {@code FAILED}; from {@code RELEASED} back to {@code BOOTING} when the machine stays after all.
 * All of it runs on the agent's thread; {@link #start} and {@link #signalled} may be called from
 * any.
 */
public final class Agent {
    private static final Logger LOG = LoggerFactory.getLogger(Agent.class);

    /** Signals are one source: a second one of any kind is no news. */
    private static final String SIGNALS = "signal";

    /** What makes advice certain. */
    private static final String REPLACEMENT = "replacement in service";

    /**
     * A launch hook waits up to an hour by default; who is in service by then must have said so.
     */
    private static final Duration LAUNCH_PATIENCE = Duration.ofHours(1);

    private final AgentThread thread;
    private final AgentSettings settings;
    private final Member member;
    private final InstanceLifecycle lifecycle;
    private final JobManagerClient jobManager;
    private final TaskManagerSupervisor taskManager;
    private final TerminationWatch notices;
    private final Announcer announcer;
    private final CompletableFuture<Integer> exit = new CompletableFuture<>();

    private AgentState state = AgentState.BOOTING;
    private long since;
    private boolean hasJoined;
    private Joining joining;
    private AgentThread.Timer joinTimeout = () -> {};
    private long joinDeadline;
    private Drain drain;
    private Optional<PendingNotice> notice = Optional.empty();
    private Optional<PendingNotice> advice = Optional.empty();
    private ReplacementWatch replacement;
    private boolean advisedOnceReplaced;
    private Departure departure;
    private GivingUp givingUp;
    private boolean isDefective;
    private boolean stopping;

    @Inject
    public Agent(
            AgentThread thread,
            AgentSettings settings,
            Member member,
            InstanceLifecycle lifecycle,
            JobManagerClient jobManager,
            TaskManagerSupervisor taskManager,
            TerminationWatch notices) {
        this.thread = thread;
        this.settings = settings;
        this.member = member;
        this.lifecycle = lifecycle;
        this.jobManager = jobManager;
        this.taskManager = taskManager;
        this.notices = notices;
        this.announcer =
                new Announcer(
                        thread,
                        jobManager,
                        member.taskManager(),
                        member.identity(),
                        notices::advice);
        thread.onDefect(this::defect);
    }

    /**
     * Starts the TaskManager and everything else.
     *
     * @param begun when the process began, on the agent's clock; the time to join counts from there
     */
    public void start(long begun) {
        LOG.info(
                "{}: zone {}, type {}, group {}.",
                member.taskManager(),
                member.identity().zone().orElse("unknown"),
                member.identity().type().orElse("unknown"),
                member.identity().group().orElse("unknown"));
        since = begun;
        joinDeadline = begun + settings.joinTimeout().toNanos();
        thread.execute(
                () -> {
                    taskManager.start(new Supervision());
                    notices.start(this::noticesChanged);
                });
    }

    /** SIGTERM or the like: the machine goes within {@code spillway.termination.grace-period}. */
    public void signalled(String signal) {
        thread.execute(
                () -> {
                    if (state == AgentState.DRAINING || state == AgentState.FAILED) {
                        LOG.info(
                                "{}: {} while {}: that goes on, {}.",
                                member.taskManager(),
                                signal,
                                state,
                                deadline());
                    }
                    notices.raise(
                            SIGNALS,
                            TerminationNotice.certain(NoticeKind.SHUTDOWN, settings.gracePeriod()));
                });
    }

    /** The process's exit code, once the agent has ended. */
    public CompletableFuture<Integer> exit() {
        return exit;
    }

    // --- joining --------------------------------------------------------------------------------

    private void join(String why) {
        if (state == AgentState.JOINING) {
            LOG.info("{}: {}, {}", member.taskManager(), why, deadline());
        } else {
            transition(AgentState.JOINING, why);
        }
        joining =
                new Joining(
                        thread,
                        jobManager,
                        member.taskManager(),
                        member.slots(),
                        taskManager::isRegistered,
                        this::joined);
        joining.start();
        joinTimeout.cancel();
        joinTimeout =
                thread.schedule(
                        Duration.ofNanos(Math.max(0, joinDeadline - thread.nanos())),
                        this::notJoined);
    }

    private void prepareToJoin() {
        thread.ask(
                () -> {
                    lifecycle.prepare();
                    return null;
                },
                (nothing, failure) -> {
                    if (failure != null) {
                        LOG.debug("Not prepared to join: {}", failure.getMessage());
                    }
                });
    }

    private void stopJoining() {
        joinTimeout.cancel();
        if (joining != null) {
            joining.stop();
        }
    }

    private void joined() {
        stopJoining();
        boolean first = !hasJoined;
        hasJoined = true;
        transition(
                AgentState.IN_SERVICE,
                "registered with %d slots at %s".formatted(member.slots(), jobManager.url()));
        announcer.start();
        watchForReplacement();
        if (first) {
            word("joined", lifecycle::joined)
                    .say(LAUNCH_PATIENCE, () -> state == AgentState.IN_SERVICE, () -> {});
        }
    }

    private void notJoined() {
        if (state != AgentState.JOINING) {
            return;
        }
        String why =
                "not joined within %s: %s"
                        .formatted(format(settings.joinTimeout()), joining.problem());
        int code = joining.isUnreachable() ? ExitCode.UNREACHABLE : ExitCode.FAILED;
        fail(code, why);
    }

    // --- the TaskManager's process --------------------------------------------------------------

    private final class Supervision implements TaskManagerSupervisor.Listener {

        @Override
        public void started(long pid) {
            if (state == AgentState.BOOTING || state == AgentState.JOINING) {
                if (!hasJoined) {
                    prepareToJoin();
                }
                join("TaskManager process " + pid + " started");
            }
        }

        @Override
        public void died(String how, Duration restartIn) {
            LOG.warn("{}: {}; restart in {}.", member.taskManager(), how, format(restartIn));
            switch (state) {
                case JOINING -> stopJoining();
                case IN_SERVICE -> {
                    announcer.stop();
                    joinDeadline =
                            thread.nanos() + restartIn.plus(settings.joinTimeout()).toNanos();
                    transition(AgentState.JOINING, how);
                }
                case DRAINING -> endDrain(new DrainOutcome(false, how));
                default -> {
                    // On its way out already.
                }
            }
        }

        @Override
        public void gaveUp(String why) {
            if (state == AgentState.DRAINING) {
                endDrain(new DrainOutcome(false, why));
            } else {
                fail(ExitCode.FAILED, why);
            }
        }
    }

    // --- notices and the drain ------------------------------------------------------------------

    private void noticesChanged() {
        lowerWhatFollowedFromAdvice();
        if (departure != null) {
            departure.noticesChanged();
        }
        if (givingUp != null) {
            givingUp.noticesChanged();
        }
        if (stopping) {
            return;
        }
        Optional<PendingNotice> adviceNow = notices.advice();
        if (!adviceNow.equals(advice)) {
            advice = adviceNow;
            LOG.info(
                    "{}: {}.",
                    member.taskManager(),
                    advice.map(a -> a.kind() + " advised by " + a.source() + ", noted")
                            .orElse("advice withdrawn"));
            announcer.announce();
        }
        watchForReplacement();
        Optional<PendingNotice> before = notice;
        notice = notices.certain();
        if (notice.equals(before)) {
            return;
        }
        if (notice.isEmpty()) {
            withdrawn();
        } else if (state == AgentState.DRAINING) {
            LOG.info(
                    "{}: {} by {}, {}.",
                    member.taskManager(),
                    notice.get().kind(),
                    notice.get().source(),
                    deadline());
            if (drain != null) {
                drain.update(notice.get());
            } else {
                drain(notice.get());
            }
        } else {
            stopJoining();
            announcer.stop();
            transition(
                    AgentState.DRAINING,
                    "%s by %s".formatted(notice.get().kind(), notice.get().source()));
            watchForReplacement();
            heartbeat();
            drain(notice.get());
        }
    }

    /** What the JobManager accepts after the advice was withdrawn stands. */
    private void lowerWhatFollowedFromAdvice() {
        boolean before = advisedOnceReplaced;
        advisedOnceReplaced = notices.onceReplaced().isPresent();
        if (before && !advisedOnceReplaced) {
            notices.lower(REPLACEMENT);
        }
    }

    private void watchForReplacement() {
        Optional<PendingNotice> wanted =
                state == AgentState.IN_SERVICE ? notices.onceReplaced() : Optional.empty();
        if (wanted.isPresent() && replacement == null) {
            NoticeKind kind = wanted.get().kind();
            replacement =
                    new ReplacementWatch(
                            thread,
                            jobManager,
                            member.taskManager(),
                            kind,
                            () ->
                                    notices.raise(
                                            REPLACEMENT,
                                            new TerminationNotice(kind, Optional.empty(), true)));
            replacement.start();
        } else if (wanted.isEmpty() && replacement != null) {
            replacement.stop();
            replacement = null;
        }
    }

    private void drain(PendingNotice first) {
        Drain[] self = new Drain[1];
        self[0] =
                new Drain(
                        thread,
                        jobManager,
                        member.taskManager(),
                        hasJoined,
                        settings.drainMargin(),
                        settings.drainPatience(),
                        outcome -> {
                            if (drain == self[0]) {
                                endDrain(outcome);
                            }
                        });
        drain = self[0];
        drain.start(first);
    }

    private void withdrawn() {
        if (drain == null) {
            return;
        }
        Drain cancelled = drain;
        drain = null;
        cancelled.cancel(
                staysInService -> {
                    if (stopping || drain != null || state != AgentState.DRAINING) {
                        return;
                    }
                    if (!staysInService) {
                        endDrain(
                                new DrainOutcome(
                                        true, "notice withdrawn, but it was drained already"));
                    } else if (hasJoined) {
                        transition(AgentState.IN_SERVICE, "notice withdrawn, drain cancelled");
                        announcer.start();
                    } else {
                        joinDeadline = thread.nanos() + settings.joinTimeout().toNanos();
                        join("notice withdrawn");
                    }
                });
    }

    private void heartbeat() {
        thread.schedule(
                settings.heartbeatInterval(),
                () -> {
                    if (state != AgentState.DRAINING || stopping) {
                        return;
                    }
                    if (drain != null && drain.makesProgress()) {
                        word("heartbeat", lifecycle::heartbeat)
                                .say(Duration.ZERO, () -> false, () -> {});
                    }
                    heartbeat();
                });
    }

    private void endDrain(DrainOutcome outcome) {
        if (stopping) {
            return;
        }
        if (!outcome.planned()) {
            LOG.warn(
                    "{}: stopping the TaskManager without a planned move: {}.",
                    member.taskManager(),
                    outcome.words());
        }
        stop(
                timeLeft()
                        .map(left -> left.minus(Departure.LAST_MOMENT))
                        .orElse(STOP_WITHOUT_DEADLINE),
                () -> depart(outcome));
    }

    private void depart(DrainOutcome outcome) {
        departure =
                new Departure(
                        thread,
                        member.taskManager(),
                        lifecycle,
                        notices,
                        new Departure.Listener() {
                            @Override
                            public void released() {
                                transition(AgentState.RELEASED, outcome.words());
                            }

                            @Override
                            public void over() {
                                notices.stop();
                                exit.complete(ExitCode.OK);
                            }

                            @Override
                            public void stays() {
                                startAgain();
                            }
                        });
        departure.start(notice.map(PendingNotice::kind).orElse(NoticeKind.SHUTDOWN), timeLeft());
    }

    /** The slots of the TaskManager that was drained stay hidden: it takes a new one. */
    private void startAgain() {
        departure = null;
        stopping = false;
        hasJoined = false;
        notice = Optional.empty();
        joinDeadline = thread.nanos() + settings.joinTimeout().toNanos();
        transition(AgentState.BOOTING, "notice withdrawn, the machine stays");
        taskManager.start(new Supervision());
    }

    private static final Duration STOP_WITHOUT_DEADLINE = Duration.ofMinutes(1);

    // --- the end --------------------------------------------------------------------------------

    private void stop(Duration timeLeft, Runnable then) {
        stopping = true;
        drain = null;
        stopJoining();
        announcer.stop();
        taskManager.stop(timeLeft.isNegative() ? Duration.ZERO : timeLeft, then);
    }

    private void fail(int code, String why) {
        if (stopping) {
            return;
        }
        transition(AgentState.FAILED, why);
        givingUp =
                new GivingUp(
                        thread,
                        member.taskManager(),
                        lifecycle,
                        notices,
                        () -> {
                            notices.stop();
                            exit.complete(code);
                        });
        givingUp.start(hasJoined, why);
        stop(STOP_WITHOUT_DEADLINE, givingUp::stopped);
    }

    /** Some code of the agent's threw: the TaskManager must not outlive the agent. */
    private void defect(Throwable defect) {
        LOG.error("{}: the agent has a defect.", member.taskManager(), defect);
        if (stopping || isDefective) {
            // What comes after it can't be relied upon.
            exit.complete(ExitCode.FAILED);
        } else {
            isDefective = true;
            fail(ExitCode.FAILED, "the agent has a defect: " + defect);
        }
    }

    private Word word(String what, Word.Call call) {
        return new Word(thread, member.taskManager(), what, call);
    }

    private void transition(AgentState next, String why) {
        long now = thread.nanos();
        Duration elapsed = Duration.ofNanos(now - since);
        AgentState before = state;
        state = next;
        since = now;
        String line =
                "%s: %s -> %s after %s, %s: %s"
                        .formatted(
                                member.taskManager(),
                                before,
                                next,
                                format(elapsed),
                                deadline(),
                                why);
        if (next == AgentState.FAILED) {
            LOG.error(line);
        } else {
            LOG.info(line);
        }
    }

    private Optional<Duration> timeLeft() {
        return switch (state) {
            case DRAINING -> notice.flatMap(n -> n.timeLeft(thread.nanos()));
            case BOOTING, JOINING ->
                    Optional.of(Duration.ofNanos(Math.max(0, joinDeadline - thread.nanos())));
            default -> Optional.empty();
        };
    }

    private String deadline() {
        return timeLeft().map(left -> format(left) + " left").orElse("no deadline");
    }

    private static String format(Duration duration) {
        return String.format(Locale.ROOT, "%.1f s", duration.toNanos() / 1e9);
    }
}
