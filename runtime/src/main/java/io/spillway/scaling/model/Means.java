package io.spillway.scaling.model;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/**
 * Means of one vertex over some time, weighted by time. NaN stands for what was never measured.
 *
 * @param processed records per second that it took in
 * @param production records per second that came into being for it, if it is a source
 * @param out records per second that it sent on
 * @param busy share of time that it worked
 * @param maxBusy of its busiest subtask
 * @param recordsPerBusySecond records that its subtasks together took in, for each second that each
 *     of them worked; NaN also when they didn't work
 * @param outputRatio records sent on for each taken in; NaN also when none were
 * @param reasons what was wrong with any of the measurements
 */
record Means(
        double processed,
        double production,
        double out,
        double busy,
        double maxBusy,
        double recordsPerBusySecond,
        double outputRatio,
        Set<VertexReason> reasons) {

    static Means of(List<Measured> measured) {
        Set<VertexReason> reasons = EnumSet.noneOf(VertexReason.class);
        measured.forEach(one -> reasons.addAll(one.reasons()));
        double processed = mean(measured, Measured::processed);
        double growth = mean(measured, Measured::backlogGrowth);
        return new Means(
                processed,
                Math.max(0, processed + (Double.isNaN(growth) ? 0 : growth)),
                mean(measured, Measured::out),
                mean(measured, Measured::busy),
                mean(measured, Measured::maxBusy),
                ratio(measured, Measured::processed, Measured::busy),
                ratio(measured, Measured::out, Measured::processed),
                reasons);
    }

    private static double mean(List<Measured> measured, ToDoubleFunction<Measured> value) {
        double sum = 0;
        double seconds = 0;
        for (Measured one : measured) {
            double known = value.applyAsDouble(one);
            if (!Double.isNaN(known)) {
                sum += known * one.seconds();
                seconds += one.seconds();
            }
        }
        return seconds > 0 ? sum / seconds : Double.NaN;
    }

    /** Sums are divided, not ratios averaged: a moment with little to do counts little. */
    private static double ratio(
            List<Measured> measured, ToDoubleFunction<Measured> of, ToDoubleFunction<Measured> to) {
        double above = 0;
        double below = 0;
        for (Measured one : measured) {
            double numerator = of.applyAsDouble(one);
            double denominator = to.applyAsDouble(one);
            if (!Double.isNaN(numerator) && !Double.isNaN(denominator)) {
                above += numerator * one.seconds();
                below += denominator * one.seconds();
            }
        }
        return below > 0 ? above / below : Double.NaN;
    }
}
