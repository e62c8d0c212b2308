package io.spillway.agent;

import com.google.inject.Inject;
import io.spillway.agent.drain.Advice;
import io.spillway.agent.drain.DrainOutcome;
import io.spillway.agent.drain.Draining;
import io.spillway.agent.taskmanager.TaskManagerSupervisor;
import io.spillway.agent.termination.PendingNotice;
import io.spillway.agent.termination.TerminationWatch;
import io.spillway.restapi.JobManagerClient;
import io.spillway.settings.AgentSettings;
import io.spillway.spi.cloud.InstanceLifecycle;
import io.spillway.spi.cloud.NoticeKind;
import io.spillway.spi.cloud.TerminationNotice;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The agent's state machine: {@code BOOTING → JOINING → IN_SERVICE → DRAINING → RELEASED}, or
 * {@code FAILED}; from {@code RELEASED} back to {@code BOOTING} when the machine stays after all.
 *
 * <p>It says what leads from one state to the next; what is done in a state is another class's:
 * {@link Joining}, {@link Draining}, {@link Departure} and {@link GivingUp}, besides {@link Advice}
 * and {@link Announcer}. All of it runs on the agent's thread; {@link #start} and {@link
 * #signalled} may be called from any.
 */
public final class Agent {
    private static final Logger LOG = LoggerFactory.getLogger(Agent.class);

    /** Signals are one source: a second one of any kind is no news. */
    private static final String SIGNALS = "signal";

    private final AgentThread thread;
    private final AgentSettings settings;
    private final Member member;
    private final InstanceLifecycle lifecycle;
    private final JobManagerClient jobManager;
    private final TaskManagerSupervisor taskManager;
    private final TerminationWatch notices;
    private final Announcer announcer;
    private final Advice advice;
    private final Joining joining;
    private final CurrentState state;
    private final CompletableFuture<Integer> exit = new CompletableFuture<>();

    private Optional<PendingNotice> notice = Optional.empty();
    private Draining draining;
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
        this.advice =
                new Advice(thread, jobManager, member.taskManager(), notices, announcer::announce);
        this.joining =
                new Joining(
                        thread,
                        settings.joinTimeout(),
                        member,
                        lifecycle,
                        jobManager,
                        taskManager,
                        new Joining.Listener() {
                            @Override
                            public void joined() {
                                inService();
                            }

                            @Override
                            public void late(int code, String why) {
                                fail(code, why);
                            }
                        });
        this.state = new CurrentState(thread, member.taskManager());
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
        joining.countFrom(begun);
        state.begin(begun, joining.deadline());
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
                    if (state.is(AgentState.DRAINING) || state.is(AgentState.FAILED)) {
                        LOG.info(
                                "{}: {} while {}: that goes on, {}.",
                                member.taskManager(),
                                signal,
                                state.get(),
                                state.deadline());
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
        if (state.is(AgentState.JOINING)) {
            LOG.info("{}: {}, {}", member.taskManager(), why, state.deadline());
        } else {
            state.enter(AgentState.JOINING, joining.deadline(), why);
        }
        joining.start();
    }

    private void inService() {
        state.enter(
                AgentState.IN_SERVICE,
                "registered with %d slots at %s".formatted(member.slots(), jobManager.url()));
        announcer.start();
        advice.follow(true);
        joining.completeLaunch(() -> state.is(AgentState.IN_SERVICE));
    }

    // --- the TaskManager's process --------------------------------------------------------------

    private final class Supervision implements TaskManagerSupervisor.Listener {

        @Override
        public void started(long pid) {
            if (state.is(AgentState.BOOTING) || state.is(AgentState.JOINING)) {
                joining.prepare();
                join("TaskManager process " + pid + " started");
            }
        }

        @Override
        public void died(String how, Duration restartIn) {
            LOG.warn(
                    "{}: {}; restart in {}.",
                    member.taskManager(),
                    how,
                    CurrentState.format(restartIn));
            switch (state.get()) {
                case JOINING -> joining.stop();
                case IN_SERVICE -> {
                    announcer.stop();
                    advice.follow(false);
                    joining.countFrom(thread.nanos() + restartIn.toNanos());
                    state.enter(AgentState.JOINING, joining.deadline(), how);
                }
                case DRAINING -> depart(new DrainOutcome(false, how));
                default -> {
                    // On its way out already.
                }
            }
        }

        @Override
        public void gaveUp(String why) {
            if (state.is(AgentState.DRAINING)) {
                depart(new DrainOutcome(false, why));
            } else {
                fail(ExitCode.FAILED, why);
            }
        }
    }

    // --- notices and the drain ------------------------------------------------------------------

    private void noticesChanged() {
        advice.lowerWhatFollowed();
        if (departure != null) {
            departure.noticesChanged();
        }
        if (givingUp != null) {
            givingUp.noticesChanged();
        }
        if (stopping) {
            return;
        }
        advice.note();
        advice.follow(state.is(AgentState.IN_SERVICE));
        Optional<PendingNotice> before = notice;
        notice = notices.certain();
        if (notice.equals(before)) {
            return;
        }
        if (state.is(AgentState.DRAINING)) {
            otherNotice();
        } else {
            notice.ifPresent(this::drain);
        }
    }

    private void otherNotice() {
        state.endsBy(notice.map(PendingNotice::deadline).orElse(OptionalLong.empty()));
        notice.ifPresent(
                n ->
                        LOG.info(
                                "{}: {} by {}, {}.",
                                member.taskManager(),
                                n.kind(),
                                n.source(),
                                state.deadline()));
        draining.update(notice);
    }

    private void drain(PendingNotice first) {
        joining.stop();
        announcer.stop();
        state.enter(
                AgentState.DRAINING,
                first.deadline(),
                "%s by %s".formatted(first.kind(), first.source()));
        advice.follow(false);
        draining =
                new Draining(
                        thread,
                        jobManager,
                        member.taskManager(),
                        joining.hasJoined(),
                        settings,
                        this::heartbeat,
                        new Draining.Listener() {
                            @Override
                            public void ended(DrainOutcome outcome) {
                                depart(outcome);
                            }

                            @Override
                            public void withdrawn() {
                                backInService();
                            }
                        });
        draining.start(first);
    }

    private void heartbeat() {
        new Word(thread, member.taskManager(), "heartbeat", lifecycle::heartbeat)
                .say(Duration.ZERO, () -> false, () -> {});
    }

    private void backInService() {
        if (joining.hasJoined()) {
            state.enter(AgentState.IN_SERVICE, "notice withdrawn, drain cancelled");
            announcer.start();
            advice.follow(true);
        } else {
            joining.countFrom(thread.nanos());
            join("notice withdrawn");
        }
    }

    // --- the end --------------------------------------------------------------------------------

    private void depart(DrainOutcome outcome) {
        if (stopping) {
            return;
        }
        stop();
        departure =
                new Departure(
                        thread,
                        member.taskManager(),
                        taskManager,
                        lifecycle,
                        notices,
                        new Departure.Listener() {
                            @Override
                            public void released() {
                                state.enter(AgentState.RELEASED, outcome.words());
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
        departure.start(outcome, notice);
    }

    /** The slots of the TaskManager that was drained stay hidden: it takes a new one. */
    private void startAgain() {
        departure = null;
        stopping = false;
        notice = Optional.empty();
        joining.launchAgain();
        joining.countFrom(thread.nanos());
        state.enter(AgentState.BOOTING, joining.deadline(), "notice withdrawn, the machine stays");
        taskManager.start(new Supervision());
    }

    private void fail(int code, String why) {
        if (stopping) {
            return;
        }
        state.enter(AgentState.FAILED, why);
        stop();
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
        givingUp.start(joining.hasJoined(), why);
        taskManager.stop(Departure.STOP_WITHOUT_DEADLINE, givingUp::stopped);
    }

    /** Nothing leads to another state any more but what the end of this one does. */
    private void stop() {
        stopping = true;
        joining.stop();
        announcer.stop();
        advice.follow(false);
        if (draining != null) {
            draining.stop();
        }
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
}
