package io.spillway.scaling.observe;

import java.time.Duration;
import java.util.Optional;

/**
 * Turns the counters of one subtask into rates over the time between two readings.
 *
 * <p>The time is the TaskManager's own: busy, idle and back-pressured time add up to how long the
 * attempt has run, read at the same moment as the counters. How long the JobManager's request took,
 * or whether it came at all, doesn't blur the rates. Not thread-safe.
 */
final class SubtaskRates {

    /** Shorter than this, what falls between two readings is chance. */
    private static final double LEAST_MS = 200;

    private SubtaskReading base;
    private Duration baseAt;
    private Rates rates;
    private Duration ratesAt;

    /**
     * Rates of one subtask. Each may be {@code NaN}.
     *
     * @param recordsIn a second
     * @param recordsOut a second
     * @param busy 0 to 1
     * @param backPressured 0 to 1
     * @param idle 0 to 1
     */
    record Rates(
            double recordsIn, double recordsOut, double busy, double backPressured, double idle) {}

    private boolean canCompare(SubtaskReading reading) {
        return base != null && base.attempt() == reading.attempt();
    }

    /** Counts from this reading on, and forgets what was before. */
    private void startFrom(SubtaskReading reading, Duration at) {
        base = reading;
        baseAt = at;
        rates = null;
        ratesAt = null;
    }

    /**
     * Takes in the next reading.
     *
     * @param at when, on a clock that never jumps
     * @param tolerance how far the TaskManager's time may be from the JobManager's
     * @return what keeps it from giving rates
     */
    Optional<MeasurementProblem> update(SubtaskReading reading, Duration at, Duration tolerance) {
        if (!reading.counts()) {
            return Optional.of(MeasurementProblem.NO_METRICS);
        }
        if (!canCompare(reading)) {
            startFrom(reading, at);
            return Optional.of(MeasurementProblem.FIRST_READING);
        }
        if (reading.recordsIn() < base.recordsIn()
                || reading.recordsOut() < base.recordsOut()
                || reading.lifetimeMs() < base.lifetimeMs()) {
            startFrom(reading, at);
            return Optional.of(MeasurementProblem.COUNTER_RESET);
        }
        double elapsed = at.minus(baseAt).toNanos() / 1e6;
        double lived = reading.lifetimeMs() - base.lifetimeMs();
        boolean timed = !Double.isNaN(lived);
        if (timed && Math.abs(lived - elapsed) > tolerance.toMillis() && lived > 0) {
            startFrom(reading, at);
            return Optional.of(MeasurementProblem.CLOCK_JUMP);
        }
        if (!timed
                && elapsed <= tolerance.toMillis()
                && reading.recordsIn() == base.recordsIn()
                && reading.recordsOut() == base.recordsOut()) {
            // Idle, or not fetched since: without the task's own time nothing tells them apart.
            return Optional.empty();
        }
        double ms = timed ? lived : elapsed;
        if (ms >= LEAST_MS) {
            rates =
                    new Rates(
                            1000 * (reading.recordsIn() - base.recordsIn()) / ms,
                            1000 * (reading.recordsOut() - base.recordsOut()) / ms,
                            share(reading.busyMs() - base.busyMs(), ms),
                            share(reading.backPressuredMs() - base.backPressuredMs(), ms),
                            share(reading.idleMs() - base.idleMs(), ms));
            ratesAt = at;
            base = reading;
            baseAt = at;
        }
        return Optional.empty();
    }

    /** The last rates, unless they are older than {@code oldest}. */
    Optional<Rates> at(Duration now, Duration oldest) {
        return Optional.ofNullable(rates).filter(r -> now.minus(ratesAt).compareTo(oldest) <= 0);
    }

    private static double share(double part, double ms) {
        return Double.isNaN(part) ? part : Math.max(0, Math.min(1, part / ms));
    }
}
