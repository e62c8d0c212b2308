package io.spillway.charts;

import java.util.ArrayList;
import java.util.List;

/**
 * A scale from 0 to {@code max} with a tick each {@code step}.
 *
 * @param max where it ends, above 0
 * @param step between ticks, above 0
 */
public record Axis(double max, double step) {

    private static final double[] TIME_STEPS = {
        1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 21600, 43200, 86400
    };

    /** Ends on a round tick at or above the highest value. */
    public static Axis upTo(double highest, int mostTicks, double smallestStep) {
        double wanted = Math.max(highest, smallestStep) / mostTicks;
        double magnitude = Math.pow(10, Math.floor(Math.log10(wanted)));
        double step = magnitude * 10;
        for (double factor : new double[] {1, 2, 2.5, 5}) {
            if (magnitude * factor >= wanted * (1 - 1e-9)) {
                step = magnitude * factor;
                break;
            }
        }
        if (smallestStep >= 1) {
            step = Math.ceil(step); // whole things have whole ticks
        }
        return new Axis(Math.max(1, Math.ceil(highest / step - 1e-9)) * step, step);
    }

    /** Ends where the time ends; ticks are whole minutes and the like. */
    public static Axis time(double seconds, int mostTicks) {
        for (double step : TIME_STEPS) {
            if (seconds / step <= mostTicks) {
                return new Axis(seconds, step);
            }
        }
        double days = Math.ceil(seconds / mostTicks / 86400);
        return new Axis(seconds, days * 86400);
    }

    public List<Double> ticks() {
        List<Double> ticks = new ArrayList<>();
        for (int i = 0; i * step <= max * (1 + 1e-9); i++) {
            ticks.add(i * step);
        }
        return ticks;
    }
}
