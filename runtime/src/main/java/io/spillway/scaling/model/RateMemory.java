package io.spillway.scaling.model;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * What vertices were once seen to be capable of, for the times when that can't be measured. A true
 * rate is kept for an hour: machines, state and records change.
 */
final class RateMemory {
    private static final Duration KEPT = Duration.ofHours(1);

    private record Rate(Duration at, double perSlot) {}

    private final Map<String, Rate> rates = new HashMap<>();
    private final Map<String, Double> ratios = new HashMap<>();

    void rememberRate(String vertex, Duration at, double perSlot) {
        rates.put(vertex, new Rate(at, perSlot));
    }

    /** Records per second of one busy subtask; NaN when that isn't known. */
    double rate(String vertex, Duration now) {
        Rate rate = rates.get(vertex);
        return rate == null || now.minus(KEPT).compareTo(rate.at) > 0 ? Double.NaN : rate.perSlot;
    }

    void rememberRatio(String from, String to, double ratio) {
        if (!Double.isNaN(ratio)) {
            ratios.put(from + ' ' + to, ratio);
        }
    }

    /** Records sent from one vertex to another for each that it takes in. */
    OptionalDouble ratio(String from, String to) {
        Double ratio = ratios.get(from + ' ' + to);
        return ratio == null ? OptionalDouble.empty() : OptionalDouble.of(ratio);
    }

    void forget() {
        rates.clear();
        ratios.clear();
    }
}
