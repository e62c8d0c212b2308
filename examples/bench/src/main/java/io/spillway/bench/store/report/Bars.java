package io.spillway.bench.store.report;

import io.spillway.bench.store.Cloud;
import io.spillway.bench.store.Implementation;
import io.spillway.bench.store.Measurement;
import io.spillway.bench.store.Operation;
import io.spillway.bench.store.Sample;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;

/** Holds the results against what must be reached; each kind of store has its own bars. */
public abstract class Bars {
    /** The latency for which times are meant: about that of a request to a real store. */
    static final int REAL_MS = 20;

    private static final double MIB = 1024 * 1024;
    private static final String NOTHING = "-";

    private final StoreResults results;
    private final List<Bar> bars = new ArrayList<>();

    Bars(StoreResults results) {
        this.results = results;
    }

    /** All of them that have to do with what was measured. */
    public static List<Bar> of(StoreResults results) {
        Bars bars = results.cloud() == Cloud.GCP ? new GcsBars(results) : new S3Bars(results);
        bars.compare();
        return bars.bars;
    }

    /** Adds them all, in their order. */
    abstract void compare();

    /** A request that an abort must not have made: it would have made the object. */
    abstract boolean makesObject(String request);

    final StoreResults results() {
        return results;
    }

    final void requests(Operation operation, int most) {
        count(operation, Sample::allRequests, most, most == 1 ? "request" : "requests");
    }

    final void connections(Operation operation) {
        count(operation, Sample::connections, 0, "new connections");
    }

    private void count(
            Operation operation, ToDoubleFunction<Sample> number, int most, String what) {
        OptionalDouble median = StoreResults.median(mine(operation), number);
        String text = "%s: %d %s".formatted(operation.text(), most, what);
        if (median.isPresent()) {
            add(text, format("%.0f", median.getAsDouble()), median.getAsDouble() <= most);
        } else {
            unknown(operation, text);
        }
    }

    final void ratioAtEach(Operation operation, Implementation to, double most) {
        results.latencies().forEach(latency -> ratio(operation, to, most, latency));
    }

    final void ratio(Operation operation, Implementation to, double most, int latency) {
        ratio(operation, results.medianMs(to, operation, latency), to.text(), most, latency);
    }

    final void ratio(
            Operation operation, OptionalDouble to, String whom, double most, int latency) {
        ratio(
                operation.text(),
                operation,
                results.ratio(operation, latency, to),
                whom,
                most,
                latency);
    }

    final void ratio(
            String what,
            Operation operation,
            OptionalDouble ratio,
            String whom,
            double most,
            int latency) {
        String text = format("%s: %.1f x %s at most, +%d ms", what, most, whom, latency);
        if (ratio.isPresent()) {
            add(text, format("%.2f", ratio.getAsDouble()), ratio.getAsDouble() <= most);
        } else {
            unknown(operation, text);
        }
    }

    final void noLocalFile(Operation operation) {
        OptionalDouble most =
                mine(operation).stream()
                        .flatMap(each -> each.samples().stream())
                        .mapToDouble(Sample::localBytes)
                        .max();
        String text = operation.text() + ": no temporary file";
        if (most.isPresent()) {
            add(text, format("%.1f MiB", most.getAsDouble() / MIB), most.getAsDouble() == 0);
        } else {
            unknown(operation, text);
        }
    }

    final void heap(Operation operation, double most) {
        OptionalDouble heap = heapMiB(mine(operation));
        String text = format("%s: %.0f MiB of heap at most", operation.text(), most);
        if (heap.isPresent()) {
            add(text, format("%.0f MiB", heap.getAsDouble()), heap.getAsDouble() <= most);
        } else {
            unknown(operation, text);
        }
    }

    static OptionalDouble heapMiB(Optional<Measurement> measurement) {
        return measurement.map(Measurement::heapMiB).orElse(OptionalDouble.empty());
    }

    /**
     * Parts that were full may have been sent; nothing may be made of them, and nothing may stay.
     */
    final void aborted() {
        Operation operation = Operation.ABORT_64_MIB;
        Optional<Measurement> mine = mine(operation);
        String text = operation.text() + ": sends no more, leaves no upload";
        if (mine.isEmpty() || mine.get().samples().isEmpty()) {
            unknown(operation, text);
            return;
        }
        int left = mine.get().samples().stream().mapToInt(Sample::leftUploads).max().orElse(0);
        boolean ends =
                mine.get().samples().stream()
                        .flatMap(each -> each.requests().keySet().stream())
                        .anyMatch(this::makesObject);
        double sent = StoreResults.median(mine, Sample::uploadedBytes).orElse(0);
        add(
                text,
                format("%.0f MiB sent, %d left", sent / MIB, left),
                left == 0 && !ends && sent <= operation.bytes() * 1.01);
    }

    /** Spillway's; times and counts without added latency say less. */
    final Optional<Measurement> mine(Operation operation) {
        return of(Implementation.SPILLWAY, operation);
    }

    final Optional<Measurement> of(Implementation implementation, Operation operation) {
        return results.of(implementation, operation, REAL_MS)
                .or(
                        () ->
                                results.latencies().stream()
                                        .findFirst()
                                        .flatMap(
                                                latency ->
                                                        results.of(
                                                                implementation,
                                                                operation,
                                                                latency)));
    }

    final void add(String text, String measured, boolean kept) {
        bars.add(new Bar(text, measured, Optional.of(kept)));
    }

    final void unknown(Operation operation, String text) {
        if (results.operations().contains(operation)) {
            bars.add(new Bar(text, NOTHING, Optional.empty()));
        }
    }

    static String format(String text, Object... values) {
        return String.format(Locale.ROOT, text, values);
    }
}
