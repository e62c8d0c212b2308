package io.spillway.demo.report;

import java.util.List;

/**
 * What scaling in does to the lag: the number that told of the trouble in the Reactive Mode demo of
 * 2021, where it went from 75k to 600k records. Of several drains this is the one after which the
 * lag was highest, measured by what it had been before.
 *
 * @param before the highest lag in records before that drain; -1 when there was no drain
 * @param after the highest lag in records in the {@value #WATCHED_SECONDS} s from its beginning, or
 *     until more TaskManagers were asked for; -1 when there was no drain
 */
record LagAroundScaleIns(long before, long after) {

    static final int WATCHED_SECONDS = 60;

    static LagAroundScaleIns of(DemoRecording recording) {
        List<Event> events = recording.events();
        LagAroundScaleIns worst = new LagAroundScaleIns(-1, -1);
        if (recording.samples().isEmpty()) {
            return worst;
        }
        for (Event event : events) {
            if (event.kind() == Event.Kind.DRAIN) {
                LagAroundScaleIns one = around(event.second(), recording);
                worst = !worst.known() || one.growth() > worst.growth() ? one : worst;
            }
        }
        return worst;
    }

    private static LagAroundScaleIns around(double drain, DemoRecording recording) {
        double until =
                recording.events().stream()
                        .filter(event -> event.kind() == Event.Kind.SCALE_OUT)
                        .mapToDouble(Event::second)
                        .filter(second -> second > drain)
                        .reduce(drain + WATCHED_SECONDS, Math::min);
        long before = 0;
        long after = 0;
        for (Sample sample : recording.samples()) {
            if (sample.second() < drain) {
                before = Math.max(before, sample.lagRecords());
            } else if (sample.second() <= until) {
                after = Math.max(after, sample.lagRecords());
            }
        }
        return new LagAroundScaleIns(before, after);
    }

    /** Whether there was a scale-in to look at. */
    boolean known() {
        return before >= 0;
    }

    private double growth() {
        return after / (double) Math.max(1, before);
    }
}
