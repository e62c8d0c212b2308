package io.spillway.agent;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The state that the agent is in, since when and until when at the latest; one line in the log for
 * each change. Confined to the agent's thread, apart from what {@link #begin} says.
 */
final class CurrentState {
    private static final Logger LOG = LoggerFactory.getLogger(CurrentState.class);

    private final AgentThread thread;
    private final String taskManager;
    private AgentState state = AgentState.BOOTING;
    private long since;
    private OptionalLong deadline = OptionalLong.empty();

    CurrentState(AgentThread thread, String taskManager) {
        this.thread = thread;
        this.taskManager = taskManager;
    }

    /**
     * The agent boots. Called once, by any thread, before the agent's own has anything to do.
     *
     * @param begun when it began, in nanoseconds of the agent's clock
     * @param by when it has to be in service, in the same
     */
    void begin(long begun, OptionalLong by) {
        since = begun;
        deadline = by;
    }

    AgentState get() {
        return state;
    }

    boolean is(AgentState other) {
        return state == other;
    }

    /** To a state that may last for ever. */
    void enter(AgentState next, String why) {
        enter(next, OptionalLong.empty(), why);
    }

    /**
     * To another state.
     *
     * @param by when that ends at the latest, in nanoseconds of the agent's clock; empty when there
     *     is no deadline
     * @param why one line for people
     */
    void enter(AgentState next, OptionalLong by, String why) {
        long now = thread.nanos();
        Duration elapsed = Duration.ofNanos(now - since);
        AgentState before = state;
        state = next;
        since = now;
        deadline = by;
        String line =
                "%s: %s -> %s after %s, %s: %s"
                        .formatted(taskManager, before, next, format(elapsed), deadline(), why);
        if (next == AgentState.FAILED) {
            LOG.error(line);
        } else {
            LOG.info(line);
        }
    }

    /** It lasts longer, or less long. */
    void endsBy(OptionalLong by) {
        deadline = by;
    }

    /** What is left of it, never negative; empty when there is no deadline. */
    Optional<Duration> timeLeft() {
        return deadline.isEmpty()
                ? Optional.empty()
                : Optional.of(Duration.ofNanos(Math.max(0, deadline.getAsLong() - thread.nanos())));
    }

    /** What is left of it, for the log. */
    String deadline() {
        return timeLeft().map(left -> format(left) + " left").orElse("no deadline");
    }

    /** In seconds, as all of the agent's lines give durations. */
    static String format(Duration duration) {
        return String.format(Locale.ROOT, "%.1f s", duration.toNanos() / 1e9);
    }
}
