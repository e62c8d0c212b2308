package io.spillway.demo.report;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Small recordings for tests. */
final class Recordings {

    static final Totals GOOD =
            new Totals("spillway", 1000, 0, 0, 12, 1.5, 1.25, 3, 3, 0, 1830.5, 912, 40.25, 3, 4);

    private Recordings() {}

    static DemoRecording of(List<Sample> samples, List<Event> events, Totals totals) {
        return new DemoRecording(
                "A run",
                Map.of("peak", "6,000 records/s"),
                1795348800000L,
                samples,
                events,
                totals);
    }

    /** Constant but for what is given. */
    static Sample sample(double second, long lag, double offered, int taskManagers) {
        Map<String, Double> loads = new TreeMap<>();
        for (int i = 1; i <= taskManagers; i++) {
            loads.put("tm-" + i, 0.5);
        }
        return new Sample(
                second,
                offered,
                offered / 2,
                lag,
                lag / offered,
                taskManagers,
                taskManagers,
                2.5,
                taskManagers,
                0.5,
                loads);
    }

    static Event event(double second, Event.Kind kind) {
        return new Event(second, kind, "tm-1", "told", 800.0, 7L);
    }
}
