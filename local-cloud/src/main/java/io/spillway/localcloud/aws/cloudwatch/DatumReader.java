package io.spillway.localcloud.aws.cloudwatch;

import static io.spillway.localcloud.aws.cloudwatch.CloudWatchService.invalid;

import io.spillway.localcloud.aws.api.ApiError;
import io.spillway.localcloud.aws.api.Parameters;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/** Reads and checks what is put (CloudWatch API reference, "MetricDatum"). */
final class DatumReader {
    private static final int MOST_DIMENSIONS = 30;
    private static final int MOST_VALUES = 150;
    private static final double LARGEST = Math.pow(2, 360);
    private static final Duration PAST = Duration.ofDays(14);
    private static final Duration FUTURE = Duration.ofHours(2);
    private static final Set<String> UNITS =
            Set.of(
                    "Seconds",
                    "Microseconds",
                    "Milliseconds",
                    "Bytes",
                    "Kilobytes",
                    "Megabytes",
                    "Gigabytes",
                    "Terabytes",
                    "Bits",
                    "Kilobits",
                    "Megabits",
                    "Gigabits",
                    "Terabits",
                    "Percent",
                    "Count",
                    "Bytes/Second",
                    "Kilobytes/Second",
                    "Megabytes/Second",
                    "Gigabytes/Second",
                    "Terabytes/Second",
                    "Bits/Second",
                    "Kilobits/Second",
                    "Megabits/Second",
                    "Gigabits/Second",
                    "Terabits/Second",
                    "Count/Second",
                    "None");

    private final Clock clock;

    DatumReader(Clock clock) {
        this.clock = clock;
    }

    Datum read(String namespace, Parameters datum, String where) throws ApiError {
        datum.requireOnly(
                "MetricName",
                "Dimensions",
                "Timestamp",
                "Value",
                "StatisticValues",
                "Values",
                "Counts",
                "Unit",
                "StorageResolution");
        String name = datum.required("MetricName");
        if (name.length() > 255) {
            throw invalid("The parameter %s.MetricName is too long.".formatted(where));
        }
        if (datum.structures("Dimensions").size() > MOST_DIMENSIONS) {
            throw invalid(
                    "The collection %s.Dimensions must not have a size greater than %d."
                            .formatted(where, MOST_DIMENSIONS));
        }
        Optional<String> unit = datum.text("Unit");
        if (unit.isPresent() && !UNITS.contains(unit.get())) {
            throw invalid(
                    "The parameter %s.Unit must be a value in the set %s.".formatted(where, UNITS));
        }
        int resolution = datum.whole("StorageResolution").orElse(60);
        if (resolution != 1 && resolution != 60) {
            throw invalid(
                    "The value %d for parameter %s.StorageResolution is invalid."
                            .formatted(resolution, where));
        }
        return new Datum(
                new MetricId(namespace, name, CloudWatchService.dimensions(datum)),
                time(datum, where),
                values(datum, where),
                resolution);
    }

    private Instant time(Parameters datum, String where) throws ApiError {
        Instant now = clock.instant();
        Instant time = datum.time("Timestamp").orElse(now);
        if (time.isAfter(now.plus(FUTURE))) {
            throw invalid(
                    "The parameter %s.Timestamp must specify a time no more than two hours in the future."
                            .formatted(where));
        }
        if (time.isBefore(now.minus(PAST))) {
            throw invalid(
                    "The parameter %s.Timestamp must specify a time within the past two weeks."
                            .formatted(where));
        }
        return time;
    }

    private static StatisticSet values(Parameters datum, String where) throws ApiError {
        OptionalDouble value = datum.number("Value");
        Optional<Parameters> sums = datum.structure("StatisticValues");
        List<Double> values = datum.numbers("Values");
        int ways = (value.isPresent() ? 1 : 0) + (sums.isPresent() ? 1 : 0);
        if (ways + (values.isEmpty() ? 0 : 1) != 1) {
            throw new ApiError(
                    400,
                    "InvalidParameterCombination",
                    "One of the parameters %s.Value, StatisticValues and Values must be specified."
                            .formatted(where));
        }
        if (value.isPresent()) {
            return StatisticSet.of(checked(value.getAsDouble(), where + ".Value"));
        }
        if (sums.isPresent()) {
            return new StatisticSet(
                    part(sums.get(), "SampleCount", where),
                    part(sums.get(), "Sum", where),
                    part(sums.get(), "Minimum", where),
                    part(sums.get(), "Maximum", where));
        }
        return distribution(values, datum.numbers("Counts"), where);
    }

    private static double part(Parameters sums, String name, String where) throws ApiError {
        String full = where + ".StatisticValues." + name;
        return checked(sums.number(name).orElseThrow(() -> CloudWatchService.missing(full)), full);
    }

    private static StatisticSet distribution(List<Double> values, List<Double> counts, String where)
            throws ApiError {
        if (values.size() > MOST_VALUES) {
            throw invalid(
                    "The collection %s.Values must not have a size greater than %d."
                            .formatted(where, MOST_VALUES));
        }
        if (!counts.isEmpty() && counts.size() != values.size()) {
            throw invalid(
                    "The parameters %s.Values and Counts must have the same size."
                            .formatted(where));
        }
        StatisticSet all = null;
        for (int i = 0; i < values.size(); i++) {
            double value = checked(values.get(i), where + ".Values");
            double count = counts.isEmpty() ? 1 : counts.get(i);
            StatisticSet each = new StatisticSet(count, value * count, value, value);
            all = all == null ? each : all.plus(each);
        }
        return all;
    }

    private static double checked(double value, String name) throws ApiError {
        if (Double.isNaN(value) || Math.abs(value) > LARGEST) {
            throw invalid("The value %s for parameter %s is invalid.".formatted(value, name));
        }
        return value;
    }
}
