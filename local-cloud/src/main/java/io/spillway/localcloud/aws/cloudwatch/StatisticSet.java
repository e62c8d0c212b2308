package io.spillway.localcloud.aws.cloudwatch;

/** Some values of a metric, summed up (API reference, "StatisticSet"). */
public record StatisticSet(double sampleCount, double sum, double minimum, double maximum) {

    /** One value. */
    public static StatisticSet of(double value) {
        return new StatisticSet(1, value, value, value);
    }

    /** Both together. */
    public StatisticSet plus(StatisticSet other) {
        return new StatisticSet(
                sampleCount + other.sampleCount,
                sum + other.sum,
                Math.min(minimum, other.minimum),
                Math.max(maximum, other.maximum));
    }

    /** Their mean. */
    public double average() {
        return sum / sampleCount;
    }
}
