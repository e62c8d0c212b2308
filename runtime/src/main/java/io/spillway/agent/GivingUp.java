package io.spillway.agent;

import io.spillway.agent.termination.TerminationWatch;
import io.spillway.spi.cloud.InstanceLifecycle;
import io.spillway.spi.cloud.NoticeKind;
import java.time.Duration;

/**
 * From the moment when the agent gives up to its end: tells the cloud, and stays until a group that
 * waits for it begins to take the machine, to say that there is nothing to wait for. Confined to
 * the agent's thread.
 */
final class GivingUp {
    /**
     * How long a group has to begin. AWS' takes a minute or less; systemd may start the agent again
     * after that, in case that the group doesn't replace the machine at all.
     */
    static final Duration TAKEN_WITHIN = Duration.ofMinutes(2);

    private final AgentThread thread;
    private final String taskManager;
    private final InstanceLifecycle lifecycle;
    private final TerminationWatch notices;
    private final Runnable onEnd;
    private AgentThread.Timer patience = () -> {};
    private boolean told;
    private boolean stopped;
    private boolean waiting;
    private boolean ended;

    /**
     * @param onEnd runs on the agent's thread, once, when the process isn't needed any more
     */
    GivingUp(
            AgentThread thread,
            String taskManager,
            InstanceLifecycle lifecycle,
            TerminationWatch notices,
            Runnable onEnd) {
        this.thread = thread;
        this.taskManager = taskManager;
        this.lifecycle = lifecycle;
        this.notices = notices;
        this.onEnd = onEnd;
    }

    /**
     * Begins.
     *
     * @param hasJoined whether the machine was in service once; if not, its launch is abandoned
     * @param why one line for people
     */
    void start(boolean hasJoined, String why) {
        Word word =
                hasJoined
                        ? word("unhealthy", () -> lifecycle.unhealthy(why))
                        : word("abandon", lifecycle::abandon);
        word.say(
                Departure.LAST_PATIENCE,
                () -> !isToldToStop(),
                () -> {
                    told = true;
                    goOn();
                });
    }

    /** There is no TaskManager any more. */
    void stopped() {
        stopped = true;
        goOn();
    }

    /** Notices have changed, or there was a signal. */
    void noticesChanged() {
        if (!waiting) {
            return;
        }
        if (isToldToStop()) {
            end();
        } else if (notices.isCertain(NoticeKind.SCALE_IN)) {
            waiting = false;
            patience.cancel();
            word("release", lifecycle::release)
                    .say(Departure.LAST_PATIENCE, () -> !isToldToStop(), this::end);
        }
    }

    private void goOn() {
        if (!told || !stopped) {
            return;
        }
        if (isToldToStop()) {
            end();
            return;
        }
        thread.ask(
                lifecycle::awaitsRelease,
                (awaits, failure) -> {
                    if (failure != null || !awaits) {
                        end();
                        return;
                    }
                    waiting = true;
                    patience = thread.schedule(TAKEN_WITHIN, this::end);
                    noticesChanged();
                });
    }

    private boolean isToldToStop() {
        return notices.isCertain(NoticeKind.SHUTDOWN);
    }

    private void end() {
        if (!ended) {
            ended = true;
            waiting = false;
            patience.cancel();
            onEnd.run();
        }
    }

    private Word word(String what, Word.Call call) {
        return new Word(thread, taskManager, what, call);
    }
}
