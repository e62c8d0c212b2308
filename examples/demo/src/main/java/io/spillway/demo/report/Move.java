package io.spillway.demo.report;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * One restart of the job with everything that led to it, or a drain or a loss that led to none: a
 * row of the report's table.
 *
 * @param second when it began: the first notice, else the restart
 * @param kind DRAIN, RESCALE (without a drain: TaskManagers joined), FAILURE or LOSS
 * @param taskManagers whom it was about, each once
 * @param text what the events say of it
 * @param checkpointId what the job restored from, or null
 * @param noticeToDrainedMs the longest of its drains, or null
 * @param downtimeMs how long the job was not running, or null where it did not restart
 */
record Move(
        double second,
        Event.Kind kind,
        List<String> taskManagers,
        String text,
        Long checkpointId,
        Double noticeToDrainedMs,
        Double downtimeMs) {

    /** How far apart in time two events may be told of that belong together. */
    private static final double SLACK_SECONDS = 1;

    /** A loss is noticed by heartbeats, which may take the stock 50 s. */
    private static final double SLOWEST_DETECTION_SECONDS = 60;

    /** Puts the events of a recording together. */
    static List<Move> of(List<Event> events) {
        List<Gathering> gatherings = new ArrayList<>();
        for (Event event : events) {
            if (event.kind() == Event.Kind.RESCALE || event.kind() == Event.Kind.FAILURE) {
                gatherings.add(new Gathering(event));
            }
        }
        List<Gathering> restarts = List.copyOf(gatherings);
        for (Event event : events) {
            if (event.kind() == Event.Kind.DRAIN || event.kind() == Event.Kind.LOSS) {
                restartOf(event, restarts)
                        .ifPresentOrElse(
                                restart -> restart.causes.add(event),
                                () -> gatherings.add(new Gathering(event)));
            }
        }
        return gatherings.stream()
                .map(Gathering::move)
                .sorted(Comparator.comparingDouble(Move::second))
                .toList();
    }

    private static Optional<Gathering> restartOf(Event cause, List<Gathering> restarts) {
        return cause.kind() == Event.Kind.LOSS
                ? restarts.stream()
                        .filter(r -> r.event.kind() == Event.Kind.FAILURE)
                        .filter(r -> r.event.second() >= cause.second() - SLACK_SECONDS)
                        .filter(r -> r.event.second() <= cause.second() + SLOWEST_DETECTION_SECONDS)
                        .findFirst()
                : restarts.stream()
                        .filter(r -> r.event.kind() == Event.Kind.RESCALE)
                        .filter(r -> belongs(cause, r.event))
                        .findFirst();
    }

    private static boolean belongs(Event drain, Event rescale) {
        if (drain.checkpointId() != null && rescale.checkpointId() != null) {
            return drain.checkpointId().equals(rescale.checkpointId());
        }
        if (drain.durationMs() == null) {
            return false; // it never got there
        }
        double drained = drain.second() + drain.durationMs() / 1000;
        return rescale.second() >= drain.second() - SLACK_SECONDS
                && rescale.second() <= drained + SLACK_SECONDS;
    }

    /** A restart, or what stands alone, with its causes. */
    private static final class Gathering {
        private final Event event;
        private final List<Event> causes = new ArrayList<>();

        Gathering(Event event) {
            this.event = event;
        }

        Move move() {
            List<Event> all = new ArrayList<>(causes);
            all.add(event);
            boolean restarts =
                    event.kind() == Event.Kind.RESCALE || event.kind() == Event.Kind.FAILURE;
            return new Move(
                    all.stream().mapToDouble(Event::second).min().orElseThrow(),
                    kind(),
                    distinct(all.stream().map(Event::taskManager).toList()),
                    String.join("; ", distinct(all.stream().map(Event::text).toList())),
                    all.stream()
                            .map(Event::checkpointId)
                            .filter(Objects::nonNull)
                            .findFirst()
                            .orElse(null),
                    all.stream()
                            .filter(e -> e.kind() == Event.Kind.DRAIN)
                            .map(Event::durationMs)
                            .filter(Objects::nonNull)
                            .max(Comparator.naturalOrder())
                            .orElse(null),
                    restarts ? event.durationMs() : null);
        }

        private Event.Kind kind() {
            boolean drained = causes.stream().anyMatch(e -> e.kind() == Event.Kind.DRAIN);
            return event.kind() == Event.Kind.RESCALE && drained ? Event.Kind.DRAIN : event.kind();
        }

        private static List<String> distinct(List<String> texts) {
            Set<String> distinct = new LinkedHashSet<>(texts);
            distinct.removeAll(Collections.singleton(null));
            distinct.remove("");
            return List.copyOf(distinct);
        }
    }
}
