package io.spillway.bench.store.report;

import io.spillway.bench.report.AlignedColumns;
import io.spillway.bench.store.Implementation;
import io.spillway.bench.store.Measurement;
import io.spillway.bench.store.Operation;
import io.spillway.bench.store.Sample;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/** The results as tables of plain text. */
public final class StoreTables {
    private static final String NOTHING = "-";

    private StoreTables() {}

    /** The lines. */
    public static List<String> of(StoreResults results) {
        List<String> lines = new ArrayList<>();
        for (int latency : results.latencies()) {
            lines.addAll(times(results, latency));
            lines.add("");
        }
        lines.addAll(costs(results));
        lines.add("");
        lines.addAll(bars(results));
        for (Measurement each : results.measurements()) {
            each.problem()
                    .ifPresent(
                            problem ->
                                    lines.add(
                                            "! %s with %s, +%d ms: %s"
                                                    .formatted(
                                                            each.operation().text(),
                                                            each.implementation().text(),
                                                            each.latencyMs(),
                                                            problem)));
        }
        return lines;
    }

    private static List<String> times(StoreResults results, int latency) {
        List<List<String>> rows = new ArrayList<>();
        List<String> header = new ArrayList<>();
        header.add("median ms, +%d ms a request".formatted(latency));
        results.implementations().forEach(each -> header.add(each.text()));
        header.add("to " + results.cloud().yardstick().text());
        boolean several = results.cloud().implementations().size() > 2;
        if (several) {
            header.add("to best peer");
        }
        rows.add(header);
        for (Operation operation : results.operations()) {
            List<String> row = new ArrayList<>();
            row.add(operation.text());
            for (Implementation each : results.implementations()) {
                row.add(milliseconds(results.medianMs(each, operation, latency)));
            }
            row.add(
                    ratio(
                            results.ratio(
                                    operation, latency, results.yardstickMs(operation, latency))));
            if (several) {
                row.add(
                        ratio(
                                results.ratio(
                                        operation,
                                        latency,
                                        results.bestPeerMs(operation, latency))));
            }
            rows.add(row);
        }
        return AlignedColumns.of(rows, Set.of(0));
    }

    private static List<String> costs(StoreResults results) {
        List<List<String>> rows = new ArrayList<>();
        List<String> header = new ArrayList<>();
        header.add("requests / new connections / MiB of heap");
        results.implementations().forEach(each -> header.add(each.text()));
        rows.add(header);
        int latency = results.latencies().get(results.latencies().size() - 1);
        for (Operation operation : results.operations()) {
            List<String> row = new ArrayList<>();
            row.add(operation.text());
            for (Implementation each : results.implementations()) {
                row.add(cost(results.of(each, operation, latency)));
            }
            rows.add(row);
        }
        return AlignedColumns.of(rows, Set.of(0));
    }

    private static String cost(Optional<Measurement> measurement) {
        return "%s / %s / %s"
                .formatted(
                        whole(StoreResults.median(measurement, Sample::allRequests)),
                        whole(StoreResults.median(measurement, Sample::connections)),
                        whole(
                                measurement
                                        .map(Measurement::heapMiB)
                                        .orElse(OptionalDouble.empty())));
    }

    private static List<String> bars(StoreResults results) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("bar", "measured", "kept"));
        for (Bar bar : Bars.of(results)) {
            rows.add(
                    List.of(
                            bar.text(),
                            bar.measured(),
                            bar.kept().map(kept -> kept ? "yes" : "NO").orElse(NOTHING)));
        }
        return AlignedColumns.of(rows, Set.of(0, 1, 2));
    }

    private static String milliseconds(OptionalDouble number) {
        return number.isPresent() && number.getAsDouble() < 10
                ? String.format(Locale.ROOT, "%.1f", number.getAsDouble())
                : whole(number);
    }

    private static String whole(OptionalDouble number) {
        return number.isEmpty()
                ? NOTHING
                : String.format(Locale.ROOT, "%,d", Math.round(number.getAsDouble()));
    }

    private static String ratio(OptionalDouble ratio) {
        return ratio.isEmpty() ? NOTHING : String.format(Locale.ROOT, "%.2f", ratio.getAsDouble());
    }
}
