package io.spillway.demo.report;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Everything that a run of the demo saw. Immutable; the same recording always gives the same
 * report.
 *
 * @param title one line, the report's heading
 * @param settings what the run was started with, in the order to be shown: name to value as a
 *     person reads it ({@code "peak" → "6000 records/s"}); no paths and host names, since reports
 *     are passed around
 * @param startedEpochMs when second 0 was, in milliseconds since 1970-01-01T00:00Z; shown in UTC
 * @param samples one a second or so, put into order of time; may be empty
 * @param events what happened, put into order of time; may be empty
 * @param totals the run in numbers
 */
public record DemoRecording(
        String title,
        Map<String, String> settings,
        long startedEpochMs,
        List<Sample> samples,
        List<Event> events,
        Totals totals) {

    public DemoRecording {
        Objects.requireNonNull(title, "title");
        Objects.requireNonNull(totals, "totals");
        settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
        samples = sorted(samples, Comparator.comparingDouble(Sample::second));
        events = sorted(events, Comparator.comparingDouble(Event::second));
    }

    private static <T> List<T> sorted(List<T> list, Comparator<T> order) {
        List<T> copy = new ArrayList<>(list);
        copy.sort(order); // stable: what happened in the same instant keeps its order
        return List.copyOf(copy);
    }
}
