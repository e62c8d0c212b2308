package io.spillway.demo.report;

import java.util.List;

/**
 * What scaling in does to the lag: the number that told of the trouble in the Reactive Mode demo of
 * 2021, where it went from 75k to 600k records.
 *
 * @param before the highest lag in records before the first drain; -1 when there was no drain
 * @param after the highest lag in records within {@value #WATCHED_SECONDS} s after the beginning of
 *     any drain; -1 when there was no drain
 */
record LagAroundScaleIns(long before, long after) {

    static final int WATCHED_SECONDS = 60;

    static LagAroundScaleIns of(DemoRecording recording) {
        List<Double> drains =
                recording.events().stream()
                        .filter(event -> event.kind() == Event.Kind.DRAIN)
                        .map(Event::second)
                        .toList();
        if (drains.isEmpty() || recording.samples().isEmpty()) {
            return new LagAroundScaleIns(-1, -1);
        }
        long before = 0;
        long after = 0;
        int next = 0;
        double watchedUntil = -1;
        for (Sample sample : recording.samples()) {
            while (next < drains.size() && drains.get(next) <= sample.second()) {
                watchedUntil = drains.get(next) + WATCHED_SECONDS;
                next++;
            }
            if (next == 0) {
                before = Math.max(before, sample.lagRecords());
            } else if (sample.second() <= watchedUntil) {
                after = Math.max(after, sample.lagRecords());
            }
        }
        return new LagAroundScaleIns(before, after);
    }

    /** Whether there was a scale-in to look at. */
    boolean known() {
        return before >= 0;
    }
}
