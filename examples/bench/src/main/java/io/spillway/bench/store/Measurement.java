package io.spillway.bench.store;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What an operation costs with one implementation.
 *
 * @param latencyMs by which each request was made longer
 * @param samples those that could be measured
 * @param heapMiB the most live heap during it beyond what was live before, found by collecting
 *     garbage all the time in a run whose time isn't counted
 * @param problem why there aren't as many as asked for, or what was wrong
 */
public record Measurement(
        Implementation implementation,
        Operation operation,
        int latencyMs,
        List<Sample> samples,
        OptionalDouble heapMiB,
        Optional<String> problem) {
    public Measurement {
        samples = List.copyOf(samples);
    }
}
