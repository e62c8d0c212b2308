package io.spillway.demo.load;

import java.util.Arrays;

/**
 * A recorded load: straight lines between its points. Before the first point the first rate holds,
 * after the last point the last one.
 */
public final class TraceLoad implements LoadProfile {
    private final double[] seconds;
    private final double[] rates;

    /** Records due until each point, counted from second 0. */
    private final double[] due;

    /**
     * @param seconds when, in seconds since the start: 0 or more, each greater than the one before;
     *     at least one
     * @param rates how many records a second at that time, 0 or more; as many
     */
    public TraceLoad(double[] seconds, double[] rates) {
        if (seconds.length == 0 || seconds.length != rates.length) {
            throw new IllegalArgumentException(
                    "a trace needs a rate for each time: %d times, %d rates"
                            .formatted(seconds.length, rates.length));
        }
        for (int i = 0; i < seconds.length; i++) {
            if (!(seconds[i] >= 0 && (i == 0 || seconds[i] > seconds[i - 1]))) {
                throw new IllegalArgumentException("second " + seconds[i] + " is out of order");
            }
            if (!(rates[i] >= 0 && Double.isFinite(rates[i]))) {
                throw new IllegalArgumentException("rate " + rates[i] + ": must be 0 or more");
            }
        }
        this.seconds = seconds.clone();
        this.rates = rates.clone();
        this.due = new double[seconds.length];
        due[0] = seconds[0] * rates[0];
        for (int i = 1; i < seconds.length; i++) {
            due[i] = due[i - 1] + (seconds[i] - seconds[i - 1]) * (rates[i - 1] + rates[i]) / 2;
        }
    }

    @Override
    public double rate(double second) {
        int after = pointAfter(second);
        if (after == 0) {
            return rates[0];
        }
        if (after == seconds.length) {
            return rates[after - 1];
        }
        double part = (second - seconds[after - 1]) / (seconds[after] - seconds[after - 1]);
        return rates[after - 1] + part * (rates[after] - rates[after - 1]);
    }

    @Override
    public double records(double second) {
        int after = pointAfter(second);
        if (after == 0) {
            return second * rates[0];
        }
        double since = second - seconds[after - 1];
        return due[after - 1] + since * (rates[after - 1] + rate(second)) / 2;
    }

    @Override
    public double peak() {
        return Arrays.stream(rates).max().orElseThrow();
    }

    /** When the last point is, in seconds since the start. */
    public double lastSecond() {
        return seconds[seconds.length - 1];
    }

    /** The first point that lies after the time given; the number of points when none does. */
    private int pointAfter(double second) {
        int found = Arrays.binarySearch(seconds, second);
        return found >= 0 ? found + 1 : -found - 1;
    }
}
