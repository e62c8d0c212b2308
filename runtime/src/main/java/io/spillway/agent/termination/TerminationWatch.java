package io.spillway.agent.termination;

import io.spillway.agent.AgentThread;
import io.spillway.spi.cloud.NoticeKind;
import io.spillway.spi.cloud.TerminationNotice;
import io.spillway.spi.cloud.TerminationNotices;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks all sources of notices again and again and merges what they say: of the certain notices the
 * one with the shortest deadline counts, of the others likewise. Confined to the agent's thread.
 *
 * <p>Sources that answer at once are asked at whole multiples of the interval by the time of day,
 * so that the agents of all machines, whose clocks their cloud keeps right, ask for the same thing
 * at the same moment. What befalls several machines then reaches the JobManager at the same moment,
 * too, which need not wait long for company. Where clocks differ it costs another restart, no more.
 */
public final class TerminationWatch {
    private static final Logger LOG = LoggerFactory.getLogger(TerminationWatch.class);

    /** How long a source that can wait may wait for a change. */
    private static final Duration WAIT = Duration.ofSeconds(30);

    /** How long one that can't may take, unless the interval is longer. */
    private static final Duration SHORT_ANSWER = Duration.ofSeconds(1);

    private final AgentThread thread;
    private final List<TerminationNotices> sources;
    private final Duration interval;
    private final Map<String, PendingNotice> inForce = new LinkedHashMap<>();
    private final Map<String, Long> absentAt = new LinkedHashMap<>();
    private final Map<String, String> failures = new LinkedHashMap<>();
    private Runnable onChange = () -> {};
    private boolean stopped;

    /**
     * @param interval from one question to the next: of all sources that answer at once, and of
     *     each one that waits. When an answer took longer, the next question to one that waits
     *     comes at once, and to the others at their next moment.
     */
    public TerminationWatch(
            AgentThread thread, List<TerminationNotices> sources, Duration interval) {
        this.thread = thread;
        this.sources = List.copyOf(sources);
        this.interval = interval;
    }

    /** Begins to ask; {@code onChange} runs on the agent's thread when something has changed. */
    public void start(Runnable onChange) {
        this.onChange = onChange;
        sources.stream().filter(TerminationNotices::waits).forEach(this::waitFor);
        List<TerminationNotices> atOnce = sources.stream().filter(s -> !s.waits()).toList();
        if (!atOnce.isEmpty()) {
            askInTurn(new Turns(atOnce), untilNextTurn());
        }
    }

    /** Asks no more. What is under way is ignored. */
    public void stop() {
        stopped = true;
    }

    /**
     * A notice that isn't polled: it stays in force, and a later one of the same source never
     * lengthens the time left.
     */
    public void raise(String source, TerminationNotice notice) {
        long now = thread.nanos();
        PendingNotice pending = PendingNotice.of(notice, source, now, now);
        PendingNotice before = inForce.get(source);
        if (before == null || pending.isBefore(before)) {
            inForce.put(source, pending);
            onChange.run();
        }
    }

    /** Takes back what was raised, if it was. */
    public void lower(String source) {
        if (inForce.remove(source) != null) {
            onChange.run();
        }
    }

    /** Whether a certain notice of that kind is in force, whatever others are. */
    public boolean isCertain(NoticeKind kind) {
        return inForce.values().stream().anyMatch(n -> n.certain() && n.kind() == kind);
    }

    /** The certain notice that leaves the least time. */
    public Optional<PendingNotice> certain() {
        return shortest(true);
    }

    /** The advice that leaves the least time. */
    public Optional<PendingNotice> advice() {
        return shortest(false);
    }

    /** Advice upon which the machine is to be drained once others have room for its work. */
    public Optional<PendingNotice> onceReplaced() {
        return inForce.values().stream().filter(n -> !n.certain() && n.onceReplaced()).findFirst();
    }

    private Optional<PendingNotice> shortest(boolean certain) {
        PendingNotice shortest = null;
        for (PendingNotice notice : inForce.values()) {
            if (notice.certain() == certain && (shortest == null || notice.isBefore(shortest))) {
                shortest = notice;
            }
        }
        return Optional.ofNullable(shortest);
    }

    private void waitFor(TerminationNotices source) {
        long asked = thread.nanos();
        ask(
                source,
                WAIT,
                () -> {
                    Duration rest = interval.minus(thread.since(asked));
                    thread.schedule(
                            rest.isNegative() ? Duration.ZERO : rest, () -> waitFor(source));
                });
    }

    private void askInTurn(Turns turns, Duration delay) {
        thread.schedule(
                delay,
                () -> {
                    long asked = thread.nanos();
                    ask(
                            turns.whose(turn()),
                            interval.compareTo(SHORT_ANSWER) > 0 ? interval : SHORT_ANSWER,
                            () -> {
                                Duration rest = untilNextTurn();
                                // A timer that was early, or a clock that has been set.
                                boolean tooSoon =
                                        thread.since(asked)
                                                        .plus(rest)
                                                        .compareTo(interval.dividedBy(2))
                                                < 0;
                                askInTurn(turns, tooSoon ? rest.plus(interval) : rest);
                            });
                });
    }

    /** The number of the turn whose moment is nearest. */
    private long turn() {
        long millis = interval.toMillis();
        return Math.floorDiv(thread.wallMillis() + millis / 2, millis);
    }

    private Duration untilNextTurn() {
        long millis = interval.toMillis();
        return Duration.ofMillis(millis - Math.floorMod(thread.wallMillis(), millis));
    }

    private void ask(TerminationNotices source, Duration timeout, Runnable then) {
        if (stopped) {
            return;
        }
        long asked = thread.nanos();
        thread.ask(
                () -> source.poll(timeout),
                (notice, failure) -> {
                    if (stopped) {
                        return;
                    }
                    if (failure == null) {
                        worked(source.name());
                        answered(source, notice, asked);
                    } else {
                        failed(source.name(), String.valueOf(failure.getMessage()));
                    }
                    then.run();
                });
    }

    private void answered(
            TerminationNotices source, Optional<TerminationNotice> answer, long asked) {
        String name = source.name();
        PendingNotice before = inForce.get(name);
        if (answer.isEmpty()) {
            absentAt.put(name, asked);
            if (before != null) {
                inForce.remove(name);
                onChange.run();
            }
            return;
        }
        long now = thread.nanos();
        // One that waits answers as soon as there is something to say.
        long notBefore = source.waits() ? now : absentAt.getOrDefault(name, asked);
        PendingNotice pending = PendingNotice.of(answer.get(), name, now, notBefore);
        if (before == null || !pending.saysTheSameAs(before)) {
            inForce.put(name, pending);
            onChange.run();
        }
    }

    /**
     * What the source said last stays in force. One line for each new reason, not for each poll,
     * nor for each source behind the same service.
     */
    private void failed(String source, String reason) {
        boolean known = failures.containsValue(reason);
        failures.put(source, reason);
        if (!known) {
            LOG.warn("No word from {}: {}; asking again.", source, reason);
        }
    }

    private void worked(String source) {
        if (failures.remove(source) != null && failures.isEmpty()) {
            LOG.info("Word from all sources of notices again, {} the last.", source);
        }
    }
}
