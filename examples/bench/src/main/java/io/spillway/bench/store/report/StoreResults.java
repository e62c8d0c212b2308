package io.spillway.bench.store.report;

import io.spillway.bench.store.Cloud;
import io.spillway.bench.store.Implementation;
import io.spillway.bench.store.Measurement;
import io.spillway.bench.store.Operation;
import io.spillway.bench.store.Sample;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/**
 * All that was measured in one go.
 *
 * @param cloud whose store was measured
 * @param server that was measured against
 * @param processors of the machine
 * @param runs that were asked for
 * @param megabytesPerSecond that one connection passed at most; 0 for any
 * @param pluginBytes the size of each plugin's jars
 */
public record StoreResults(
        Cloud cloud,
        String server,
        int processors,
        int runs,
        int megabytesPerSecond,
        Map<Implementation, Long> pluginBytes,
        List<Measurement> measurements) {
    public StoreResults {
        pluginBytes = new TreeMap<>(pluginBytes);
        measurements = List.copyOf(measurements);
    }

    /** Whether everything could be measured, and all data read back was right. */
    public boolean areGood() {
        return measurements.stream().allMatch(each -> each.problem().isEmpty());
    }

    /** The operations that were measured, in their order. */
    public List<Operation> operations() {
        return measurements.stream().map(Measurement::operation).distinct().sorted().toList();
    }

    /** The implementations that were measured, in their order. */
    public List<Implementation> implementations() {
        return measurements.stream()
                .map(Measurement::implementation)
                .distinct()
                .sorted(Comparator.naturalOrder())
                .toList();
    }

    /** The latencies that were measured, in milliseconds. */
    public List<Integer> latencies() {
        return measurements.stream().map(Measurement::latencyMs).distinct().sorted().toList();
    }

    /** What was measured there; empty when that was not asked for. */
    public Optional<Measurement> of(
            Implementation implementation, Operation operation, int latencyMs) {
        return measurements.stream()
                .filter(each -> each.implementation() == implementation)
                .filter(each -> each.operation() == operation)
                .filter(each -> each.latencyMs() == latencyMs)
                .findFirst();
    }

    /** The middle of its times; empty without one. */
    public OptionalDouble medianMs(
            Implementation implementation, Operation operation, int latencyMs) {
        return median(of(implementation, operation, latencyMs), Sample::milliseconds);
    }

    /** The same without what the server takes to make an object of its parts. */
    public OptionalDouble medianWithoutAssemblyMs(
            Implementation implementation, Operation operation, int latencyMs) {
        return median(
                of(implementation, operation, latencyMs),
                each -> each.milliseconds() - each.assemblyMilliseconds());
    }

    /** The shortest median of all others; empty without one. */
    public OptionalDouble bestPeerMs(Operation operation, int latencyMs) {
        return Stream.of(Implementation.values())
                .filter(each -> each != Implementation.SPILLWAY)
                .map(each -> medianMs(each, operation, latencyMs))
                .flatMapToDouble(OptionalDouble::stream)
                .min();
    }

    /** The median of what Spillway's has to be better than; empty without one. */
    public OptionalDouble yardstickMs(Operation operation, int latencyMs) {
        return medianMs(cloud.yardstick(), operation, latencyMs);
    }

    /** Spillway's median by that one; empty where either is. */
    public OptionalDouble ratio(Operation operation, int latencyMs, OptionalDouble to) {
        return ratio(medianMs(Implementation.SPILLWAY, operation, latencyMs), to);
    }

    static OptionalDouble ratio(OptionalDouble mine, OptionalDouble to) {
        return mine.isPresent() && to.isPresent() && to.getAsDouble() > 0
                ? OptionalDouble.of(mine.getAsDouble() / to.getAsDouble())
                : OptionalDouble.empty();
    }

    /** The middle of a number over all samples. */
    static OptionalDouble median(
            Optional<Measurement> measurement, ToDoubleFunction<Sample> number) {
        return median(
                measurement.stream()
                        .flatMap(each -> each.samples().stream())
                        .mapToDouble(number)
                        .toArray());
    }

    /** The middle; of an even number, the mean of the two in the middle. */
    static OptionalDouble median(double... numbers) {
        if (numbers.length == 0) {
            return OptionalDouble.empty();
        }
        double[] sorted = numbers.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return OptionalDouble.of(
                sorted.length % 2 == 1
                        ? sorted[middle]
                        : (sorted[middle - 1] + sorted[middle]) / 2);
    }

    /**
     * The middle of each kind's number, the lower of two; kinds of which that is none are left out.
     */
    static Map<String, Integer> requests(Measurement measurement) {
        Map<String, Integer> medians = new TreeMap<>();
        measurement.samples().stream()
                .flatMap(each -> each.requests().keySet().stream())
                .distinct()
                .forEach(
                        kind -> {
                            int[] counts =
                                    measurement.samples().stream()
                                            .mapToInt(each -> each.requests().getOrDefault(kind, 0))
                                            .sorted()
                                            .toArray();
                            int median = counts[(counts.length - 1) / 2];
                            if (median > 0) {
                                medians.put(kind, median);
                            }
                        });
        return medians;
    }
}
