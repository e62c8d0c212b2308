package io.spillway.bench.store.driver;

import io.spillway.bench.store.Implementation;
import io.spillway.bench.store.Measurement;
import io.spillway.bench.store.Operation;
import io.spillway.bench.store.Sample;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** What was measured so far. */
final class Ledger {
    private static final double MIB = 1024 * 1024;

    private record Place(Implementation implementation, Operation operation, int latencyMs) {}

    private final Map<Place, List<Sample>> samples = new HashMap<>();
    private final Map<Place, Double> heaps = new HashMap<>();
    private final Map<Place, String> problems = new HashMap<>();

    void sample(Implementation implementation, Operation operation, int latency, Sample sample) {
        samples.computeIfAbsent(
                        new Place(implementation, operation, latency), each -> new ArrayList<>())
                .add(sample);
    }

    void heap(Implementation implementation, Operation operation, int latency, long bytes) {
        heaps.put(new Place(implementation, operation, latency), bytes / MIB);
    }

    void problem(Implementation implementation, Operation operation, int latency, String text) {
        problems.putIfAbsent(new Place(implementation, operation, latency), text);
    }

    boolean hasProblems() {
        return !problems.isEmpty();
    }

    List<Measurement> measurements(
            List<Implementation> implementations,
            List<Operation> operations,
            List<Integer> latencies) {
        List<Measurement> all = new ArrayList<>();
        for (Implementation implementation : implementations) {
            for (Operation operation : operations) {
                for (int latency : latencies) {
                    Place place = new Place(implementation, operation, latency);
                    all.add(
                            new Measurement(
                                    implementation,
                                    operation,
                                    latency,
                                    samples.getOrDefault(place, List.of()),
                                    heaps.containsKey(place)
                                            ? OptionalDouble.of(heaps.get(place))
                                            : OptionalDouble.empty(),
                                    Optional.ofNullable(problems.get(place))));
                }
            }
        }
        return all;
    }
}
