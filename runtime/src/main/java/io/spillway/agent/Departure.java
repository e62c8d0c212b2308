package io.spillway.agent;

import io.spillway.agent.drain.DrainOutcome;
import io.spillway.agent.taskmanager.TaskManagerSupervisor;
import io.spillway.agent.termination.PendingNotice;
import io.spillway.agent.termination.TerminationWatch;
import io.spillway.spi.cloud.InstanceLifecycle;
import io.spillway.spi.cloud.NoticeKind;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * From the drain's end to the machine's: stops the TaskManager, tells the cloud that the machine
 * may go, stays for a group that takes its time to take it, and gives the machine back when it
 * stays after all. Confined to the agent's thread.
 */
final class Departure {
    private static final Logger LOG = LoggerFactory.getLogger(Departure.class);

    /** How long a cloud that can't be told is told again, when nothing ends it before. */
    static final Duration LAST_PATIENCE = Duration.ofMinutes(1);

    /** What the TaskManager's stop is given without a deadline: more than its supervisor takes. */
    static final Duration STOP_WITHOUT_DEADLINE = Duration.ofMinutes(1);

    /** What the last word leaves for the machine's own shutdown. */
    static final Duration LAST_MOMENT = Duration.ofMillis(500);

    /**
     * How long a group has to replace a machine that was reported as unhealthy. AWS' takes a minute
     * or less; one that doesn't replace at all must not leave the machine without work for ever.
     */
    static final Duration REPLACED_WITHIN = Duration.ofMinutes(5);

    /** Upon these the group doesn't act by itself. */
    private static final Set<NoticeKind> ASK_FOR_ANOTHER =
            EnumSet.of(NoticeKind.REBALANCE, NoticeKind.MAINTENANCE);

    /** Hears how it goes on. */
    interface Listener {
        /** The cloud knows that the machine may go, or couldn't be told. */
        void released();

        /** The process isn't needed any more. */
        void over();

        /** No notice is in force any more, and no group takes the machine: it can work again. */
        void stays();
    }

    private final AgentThread thread;
    private final String name;
    private final TaskManagerSupervisor taskManager;
    private final InstanceLifecycle lifecycle;
    private final TerminationWatch notices;
    private final Listener listener;
    private AgentThread.Timer patience = () -> {};
    private boolean told;
    private boolean groupToReplace;
    private boolean groupWaits;
    private boolean ended;

    /**
     * @param name the TaskManager's resource id, for the log
     */
    Departure(
            AgentThread thread,
            String name,
            TaskManagerSupervisor taskManager,
            InstanceLifecycle lifecycle,
            TerminationWatch notices,
            Listener listener) {
        this.thread = thread;
        this.name = name;
        this.taskManager = taskManager;
        this.lifecycle = lifecycle;
        this.notices = notices;
        this.listener = listener;
    }

    /**
     * Begins.
     *
     * @param outcome how the drain ended
     * @param notice the certain one with the shortest deadline; empty when it was withdrawn
     */
    void start(DrainOutcome outcome, Optional<PendingNotice> notice) {
        if (!outcome.planned()) {
            LOG.warn(
                    "{}: stopping the TaskManager without a planned move: {}.",
                    name,
                    outcome.words());
        }
        Duration atMost =
                timeLeft(notice).map(left -> left.minus(LAST_MOMENT)).orElse(STOP_WITHOUT_DEADLINE);
        taskManager.stop(
                atMost.isNegative() ? Duration.ZERO : atMost,
                () ->
                        letGo(
                                notice.map(PendingNotice::kind).orElse(NoticeKind.SHUTDOWN),
                                timeLeft(notice)));
    }

    private Optional<Duration> timeLeft(Optional<PendingNotice> notice) {
        return notice.flatMap(each -> each.timeLeft(thread.nanos()));
    }

    /**
     * There is no TaskManager any more. A group that takes its machine away waits for "release".
     * One that doesn't know yet that the machine goes, or wouldn't take it at all, is asked to
     * replace it. Whoever stops the process waits for nothing but its end.
     *
     * @param kind why the machine goes
     * @param timeLeft until it has gone, where that is known
     */
    private void letGo(NoticeKind kind, Optional<Duration> timeLeft) {
        if (notices.certain().isEmpty()) {
            stays();
            return;
        }
        Duration atMost =
                kind == NoticeKind.SHUTDOWN
                        ? Duration.ZERO
                        : timeLeft.map(left -> left.minus(LAST_MOMENT)).orElse(LAST_PATIENCE);
        groupWaits = notices.isCertain(NoticeKind.SCALE_IN);
        groupToReplace = !groupWaits && ASK_FOR_ANOTHER.contains(kind);
        Word word =
                groupToReplace
                        ? word("unhealthy", () -> lifecycle.unhealthy("drained because of " + kind))
                        : word("release", lifecycle::release);
        word.say(
                atMost,
                () -> true,
                () -> {
                    told = true;
                    listener.released();
                    if (groupToReplace) {
                        patience = thread.schedule(REPLACED_WITHIN, this::notReplaced);
                    }
                    askWhetherHeldBack();
                });
    }

    /** Notices have changed, or there was a signal. */
    void noticesChanged() {
        if (!told || ended) {
            return;
        }
        if (notices.isCertain(NoticeKind.SHUTDOWN)) {
            over();
        } else if (notices.isCertain(NoticeKind.SCALE_IN)) {
            if (!groupWaits) {
                releaseToGroup();
            }
        } else if (notices.certain().isEmpty() && !groupToReplace) {
            stays();
        }
    }

    /** The group has begun to take the machine: its hook waits from now on. */
    private void releaseToGroup() {
        groupWaits = true;
        groupToReplace = false;
        told = false;
        word("release", lifecycle::release)
                .say(
                        LAST_PATIENCE,
                        () -> !notices.isCertain(NoticeKind.SHUTDOWN),
                        () -> {
                            told = true;
                            askWhetherHeldBack();
                        });
    }

    /** The group keeps the machine, and may want it later: that is waited for without an agent. */
    private void askWhetherHeldBack() {
        if (ended || notices.isCertain(NoticeKind.SHUTDOWN)) {
            over();
            return;
        }
        thread.ask(
                lifecycle::heldBack,
                (heldBack, failure) -> {
                    if (failure == null && heldBack) {
                        over();
                    } else {
                        noticesChanged();
                    }
                });
    }

    private void notReplaced() {
        if (groupToReplace) {
            LOG.warn(
                    "{}: reported as unhealthy {} min ago, and nobody has replaced the machine.",
                    name,
                    REPLACED_WITHIN.toMinutes());
            groupToReplace = false;
            noticesChanged();
        }
    }

    private void over() {
        if (end()) {
            listener.over();
        }
    }

    private void stays() {
        if (end()) {
            listener.stays();
        }
    }

    private boolean end() {
        boolean first = !ended;
        ended = true;
        patience.cancel();
        return first;
    }

    private Word word(String what, Word.Call call) {
        return new Word(thread, name, what, call);
    }
}
