package io.spillway.bench.store.report;

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

/** Holds the results against what must be reached. */
public final class Bars {
    /** The latency for which times are meant: about that of a request to a real store. */
    private static final int REAL_MS = 20;

    private static final double MIB = 1024 * 1024;
    private static final double WRITTEN = 0.6;
    private static final double RESTORED = 0.7;
    private static final double DELETED = 0.2;
    private static final double MOST_PLUGIN_MB = 16;
    private static final double MOST_HEAP_MIB = 160;
    private static final String NOTHING = "-";

    private final StoreResults results;
    private final List<Bar> bars = new ArrayList<>();

    private Bars(StoreResults results) {
        this.results = results;
    }

    /** All of them that have to do with what was measured. */
    public static List<Bar> of(StoreResults results) {
        Bars bars = new Bars(results);
        bars.writing();
        bars.reading();
        bars.deleting();
        bars.plugin();
        return bars.bars;
    }

    private void writing() {
        for (Operation each :
                List.of(Operation.WRITE_1_KIB, Operation.WRITE_100_KIB, Operation.WRITE_5_MIB)) {
            requests(each, 1);
            ratio(each, Implementation.NATIVE, WRITTEN, REAL_MS);
        }
        for (Operation each : List.of(Operation.WRITE_64_MIB, Operation.WRITE_256_MIB)) {
            ratioAtEach(each, Implementation.NATIVE, WRITTEN);
            results.latencies().forEach(latency -> withoutAssembly(each, latency));
            noLocalFile(each);
        }
        heap(Operation.WRITE_4_X_64_MIB, MOST_HEAP_MIB);
        aborted();
    }

    private void reading() {
        requests(Operation.READ_1_KIB, 1);
        ratioAtEach(Operation.READ_1_KIB, Implementation.NATIVE, WRITTEN);
        restore();
        requests(Operation.RANDOM_READS, 100);
        connections(Operation.RANDOM_READS);
        ratioAtEach(Operation.RANDOM_READS, Implementation.PRESTO, 1);
        requests(Operation.SKIPS, 1);
        connections(Operation.SKIPS);
        ratioAtEach(Operation.SKIPS, Implementation.PRESTO, 1);
    }

    private void deleting() {
        requests(Operation.DELETE_200_FILES, 2);
        ratioAtEach(Operation.DELETE_200_FILES, Implementation.NATIVE, DELETED);
    }

    private void plugin() {
        Optional.ofNullable(results.pluginBytes().get(Implementation.SPILLWAY))
                .map(bytes -> bytes / 1e6)
                .ifPresent(
                        megabytes ->
                                add(
                                        "plugin: 16 MB at most",
                                        format("%.1f MB", megabytes),
                                        megabytes <= MOST_PLUGIN_MB));
        ratioAtEach(Operation.FIRST_USE, Implementation.NATIVE, 1);
    }

    private void requests(Operation operation, int most) {
        count(operation, Sample::allRequests, most, most == 1 ? "request" : "requests");
    }

    private void connections(Operation operation) {
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

    private void ratioAtEach(Operation operation, Implementation to, double most) {
        results.latencies().forEach(latency -> ratio(operation, to, most, latency));
    }

    private void ratio(Operation operation, Implementation to, double most, int latency) {
        ratio(operation, results.medianMs(to, operation, latency), to.text(), most, latency);
    }

    /** What native sends has no parts. */
    private void withoutAssembly(Operation operation, int latency) {
        ratio(
                operation.text() + " without the server's assembling",
                operation,
                StoreResults.ratio(
                        results.medianWithoutAssemblyMs(
                                Implementation.SPILLWAY, operation, latency),
                        results.medianMs(Implementation.NATIVE, operation, latency)),
                "native",
                WRITTEN,
                latency);
    }

    private void restore() {
        Operation operation = Operation.RESTORE_256_MIB;
        ratio(
                operation,
                results.bestPeerMs(operation, REAL_MS),
                "the best peer",
                RESTORED,
                REAL_MS);
    }

    private void ratio(
            Operation operation, OptionalDouble to, String whom, double most, int latency) {
        ratio(
                operation.text(),
                operation,
                results.ratio(operation, latency, to),
                whom,
                most,
                latency);
    }

    private void ratio(
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

    private void noLocalFile(Operation operation) {
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

    private void heap(Operation operation, double most) {
        OptionalDouble heap =
                mine(operation).map(Measurement::heapMiB).orElse(OptionalDouble.empty());
        String text = format("%s: %.0f MiB of heap at most", operation.text(), most);
        if (heap.isPresent()) {
            add(text, format("%.0f MiB", heap.getAsDouble()), heap.getAsDouble() <= most);
        } else {
            unknown(operation, text);
        }
    }

    /**
     * Parts that were full may have been sent; nothing may be made of them, and nothing may stay.
     */
    private void aborted() {
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
                        .anyMatch(
                                each ->
                                        each.requests().containsKey("CompleteMultipartUpload")
                                                || each.requests().containsKey("PutObject"));
        double sent = StoreResults.median(mine, Sample::uploadedBytes).orElse(0);
        add(
                text,
                format("%.0f MiB sent, %d left", sent / MIB, left),
                left == 0 && !ends && sent <= operation.bytes() * 1.01);
    }

    /** Spillway's; times and counts without added latency say less. */
    private Optional<Measurement> mine(Operation operation) {
        return results.of(Implementation.SPILLWAY, operation, REAL_MS)
                .or(
                        () ->
                                results.latencies().stream()
                                        .findFirst()
                                        .flatMap(
                                                latency ->
                                                        results.of(
                                                                Implementation.SPILLWAY,
                                                                operation,
                                                                latency)));
    }

    private void add(String text, String measured, boolean kept) {
        bars.add(new Bar(text, measured, Optional.of(kept)));
    }

    private void unknown(Operation operation, String text) {
        if (results.operations().contains(operation)) {
            bars.add(new Bar(text, NOTHING, Optional.empty()));
        }
    }

    private static String format(String text, Object... values) {
        return String.format(Locale.ROOT, text, values);
    }
}
