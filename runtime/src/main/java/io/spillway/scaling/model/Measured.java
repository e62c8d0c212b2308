package io.spillway.scaling.model;

import java.util.EnumSet;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * One vertex between two observations. NaN stands for what was not measured; nothing is negative
 * but the backlog's growth.
 *
 * @param seconds from one observation to the other, above 0
 * @param processed records per second that it took in
 * @param out records per second that it sent on
 * @param busy mean share of time that it worked, 0 to 1
 * @param maxBusy of its busiest subtask, 0 to 1
 * @param backlog records that waited for a source at the end
 * @param backlogGrowth records per second
 * @param reasons what was wrong with the measurement
 */
record Measured(
        double seconds,
        double processed,
        double out,
        double busy,
        double maxBusy,
        double backlog,
        double backlogGrowth,
        Set<VertexReason> reasons) {

    /** No machine counts more; sums of it are exact enough. */
    private static final double MOST = 1e18;

    /** Reads what was observed of a vertex that isn't a source. */
    static Measured of(VertexObservation vertex, double seconds) {
        Set<VertexReason> reasons = EnumSet.noneOf(VertexReason.class);
        return of(vertex, seconds, amount(vertex.recordsInPerSecond(), reasons), reasons);
    }

    /** Reads what was observed of a source. */
    static Measured ofSource(VertexObservation vertex, double seconds) {
        Set<VertexReason> reasons = EnumSet.noneOf(VertexReason.class);
        double in = amount(vertex.recordsInPerSecond(), reasons);
        double out = amount(vertex.recordsOutPerSecond(), reasons);
        // A task counts what comes in from other tasks; not every source counts what it reads.
        if (!(in > 0) && (out > 0 || Double.isNaN(in)) && !Double.isNaN(out)) {
            in = out;
            reasons.add(VertexReason.MEASURED_BY_OUTPUT);
        }
        return of(vertex, seconds, in, reasons);
    }

    private static Measured of(
            VertexObservation vertex, double seconds, double processed, Set<VertexReason> reasons) {
        double busy = share(vertex.busyFraction());
        double maxBusy = share(vertex.maxBusyFraction());
        return new Measured(
                seconds,
                processed,
                amount(vertex.recordsOutPerSecond(), reasons),
                busy,
                Double.isNaN(maxBusy) ? busy : Math.max(busy, maxBusy),
                amount(vertex.backlogRecords(), reasons),
                Double.NaN,
                reasons);
    }

    /**
     * The same with the growth of the backlog.
     *
     * @param earlier records that waited when the source told last
     * @param since seconds since then
     */
    Measured after(double earlier, double since) {
        if (Double.isNaN(backlog)) {
            reasons.add(VertexReason.BACKLOG_MISSING);
        }
        double growth = since > 0 ? (backlog - earlier) / since : Double.NaN;
        return new Measured(seconds, processed, out, busy, maxBusy, backlog, growth, reasons);
    }

    /** Records per second that came into being for a source, as far as that is known. */
    double production() {
        return Math.max(0, processed + (Double.isNaN(backlogGrowth) ? 0 : backlogGrowth));
    }

    /** A number of records, or NaN. */
    private static double amount(OptionalDouble value, Set<VertexReason> reasons) {
        if (value.isEmpty() || !(Math.abs(value.getAsDouble()) <= MOST)) {
            return Double.NaN;
        }
        if (value.getAsDouble() < 0) {
            reasons.add(VertexReason.COUNTER_RESET);
            return Double.NaN;
        }
        return value.getAsDouble();
    }

    private static double share(OptionalDouble value) {
        double share = value.orElse(Double.NaN);
        return share >= 0 ? Math.min(1, share) : Double.NaN;
    }
}
