package io.spillway.bench.store.report;

import io.spillway.bench.store.Implementation;
import io.spillway.bench.store.Measurement;
import io.spillway.bench.store.Operation;
import io.spillway.bench.store.Sample;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.core.JsonProcessingException;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.ObjectMapper;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.node.ArrayNode;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.node.ObjectNode;

/** The results as JSON; docs/benchmark-store.md says what each field means. */
public final class StoreResultsJson {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final double MIB = 1024 * 1024;

    private StoreResultsJson() {}

    /** The text, over several lines. */
    public static String of(StoreResults results) {
        ObjectNode root = JSON.createObjectNode();
        root.put("cloud", results.cloud().text());
        root.put("server", results.server());
        root.put("processors", results.processors());
        root.put("runs", results.runs());
        root.put("megabytesPerSecond", results.megabytesPerSecond());
        ArrayNode implementations = root.putArray("implementations");
        for (Implementation implementation : results.implementations()) {
            ObjectNode node = implementations.addObject();
            node.put("name", implementation.text());
            node.put("pluginBytes", results.pluginBytes().getOrDefault(implementation, 0L));
            ArrayNode operations = node.putArray("operations");
            for (Operation operation : results.operations()) {
                ObjectNode each = operations.addObject();
                each.put("name", operation.text());
                ArrayNode latencies = each.putArray("latencies");
                for (int latency : results.latencies()) {
                    results.of(implementation, operation, latency)
                            .ifPresent(
                                    measurement ->
                                            write(results, measurement, latencies.addObject()));
                }
            }
        }
        ArrayNode bars = root.putArray("bars");
        for (Bar bar : Bars.of(results)) {
            ObjectNode node = bars.addObject();
            node.put("bar", bar.text());
            node.put("measured", bar.measured());
            node.put("kept", bar.kept().orElse(null));
        }
        try {
            return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(root);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Replaces the file as a whole: nobody sees half of it. */
    public static void write(StoreResults results, Path file) throws IOException {
        Path beside = file.resolveSibling(file.getFileName() + ".part");
        Files.writeString(beside, of(results) + "\n");
        Files.move(beside, file, StandardCopyOption.REPLACE_EXISTING);
    }

    private static void write(StoreResults results, Measurement measurement, ObjectNode node) {
        node.put("latencyMs", measurement.latencyMs());
        median(node, "medianMs", measurement, Sample::milliseconds);
        ArrayNode all = node.putArray("allMs");
        measurement.samples().forEach(each -> all.add(rounded(each.milliseconds())));
        put(
                node,
                "cpuMs",
                measurement.samples().stream().mapToDouble(Sample::cpuMilliseconds).average());
        put(
                node,
                "relayCpuMs",
                measurement.samples().stream().mapToDouble(Sample::relayCpuMilliseconds).average());
        put(
                node,
                "serverCpuMs",
                measurement.samples().stream()
                        .map(Sample::serverCpuMilliseconds)
                        .flatMapToDouble(OptionalDouble::stream)
                        .average());
        ObjectNode requests = node.putObject("requests");
        StoreResults.requests(measurement).forEach(requests::put);
        median(node, "connections", measurement, Sample::connections);
        median(
                node,
                "bytes",
                measurement,
                each -> (double) each.uploadedBytes() + each.downloadedBytes());
        put(node, "heapMiB", measurement.heapMiB());
        median(node, "serverMs", measurement, Sample::serverMilliseconds);
        put(
                node,
                "localMiB",
                measurement.samples().stream().mapToDouble(each -> each.localBytes() / MIB).max());
        if (measurement.operation().isLargeWrite()) {
            median(node, "assemblyMs", measurement, Sample::assemblyMilliseconds);
        }
        if (measurement.implementation() == Implementation.SPILLWAY) {
            ratios(results, measurement, node);
        }
        if (measurement.operation() == Operation.ABORT_64_MIB) {
            node.put(
                    "leftUploads",
                    measurement.samples().stream().mapToInt(Sample::leftUploads).max().orElse(0));
        }
        measurement.problem().ifPresent(problem -> node.put("problem", problem));
    }

    private static void ratios(StoreResults results, Measurement measurement, ObjectNode node) {
        Operation operation = measurement.operation();
        int latency = measurement.latencyMs();
        OptionalDouble toYardstick =
                results.ratio(operation, latency, results.yardstickMs(operation, latency));
        OptionalDouble toBest =
                results.ratio(operation, latency, results.bestPeerMs(operation, latency));
        if (toYardstick.isPresent() || toBest.isPresent()) {
            ObjectNode ratio = node.putObject("ratio");
            ratio(ratio, results.cloud().yardstick().text(), toYardstick);
            ratio(ratio, "bestPeer", toBest);
        }
    }

    private static void ratio(ObjectNode node, String name, OptionalDouble ratio) {
        ratio.ifPresent(value -> node.put(name, Math.round(value * 1000) / 1000.0));
    }

    private static void median(
            ObjectNode node,
            String name,
            Measurement measurement,
            ToDoubleFunction<Sample> number) {
        put(node, name, StoreResults.median(Optional.of(measurement), number));
    }

    private static void put(ObjectNode node, String name, OptionalDouble number) {
        if (number.isEmpty()) {
            node.putNull(name);
            return;
        }
        double rounded = rounded(number.getAsDouble());
        if (rounded == Math.rint(rounded)) {
            node.put(name, (long) rounded);
        } else {
            node.put(name, rounded);
        }
    }

    private static double rounded(double number) {
        return Math.round(number * 10) / 10.0;
    }
}
