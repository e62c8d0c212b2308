package io.spillway.bench.report;

import io.spillway.bench.scenario.MoveParts;
import io.spillway.bench.scenario.RunResult;
import io.spillway.bench.scenario.ScenarioResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.OptionalDouble;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.core.JsonProcessingException;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.ObjectMapper;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.node.ArrayNode;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.node.ObjectNode;

/** The results as JSON; docs/benchmark.md says what each field means. */
public final class ResultsJson {
    private static final ObjectMapper JSON = new ObjectMapper();

    private ResultsJson() {}

    /** The text, over several lines. */
    public static String of(Results results) {
        ObjectNode root = JSON.createObjectNode();
        root.put("state", results.state());
        root.put("processors", results.processors());
        ArrayNode scenarios = root.putArray("scenarios");
        for (ScenarioResult result : results.scenarios()) {
            ObjectNode scenario = scenarios.addObject();
            scenario.put("name", result.scenario().text());
            ArrayNode runs = scenario.putArray("runs");
            result.runs().forEach(run -> write(run, runs.addObject()));
            write(Medians.of(result.runs()), scenario.putObject("median"));
            results.ratio(result)
                    .ifPresent(
                            ratio -> {
                                ObjectNode node = scenario.putObject("ratio");
                                node.put("to", ratio.to().text());
                                node.put("gap", round(ratio.gap(), 1000));
                            });
            result.problem().ifPresent(problem -> scenario.put("problem", problem));
        }
        try {
            return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(root);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Replaces the file as a whole: nobody sees half of it. */
    public static void write(Results results, Path file) throws IOException {
        Path beside = file.resolveSibling(file.getFileName() + ".part");
        Files.writeString(beside, of(results) + "\n");
        Files.move(beside, file, StandardCopyOption.REPLACE_EXISTING);
    }

    private static void write(RunResult run, ObjectNode node) {
        put(node, "gapMs", OptionalDouble.of(run.gapMs()));
        node.put("processedAgain", run.processedAgain());
        node.put("restarts", run.restarts());
        node.put("failures", run.failures());
        put(node, "noticeToReleasedMs", run.noticeToReleasedMs());
        put(node, "registeredToRunningMs", run.registeredToRunningMs());
        put(node, "leaderMs", run.leaderMs());
        put(node, "storeRequestsPerHour", run.storeRequestsPerHour());
        put(node, "worstKeyGapMs", run.worstKeyGapMs());
        put(node, "baselineGapMs", OptionalDouble.of(run.baselineGapMs()));
        run.move().ifPresent(move -> write(move, node.putObject("move")));
    }

    private static void write(Medians medians, ObjectNode node) {
        put(node, "gapMs", medians.gapMs());
        put(node, "processedAgain", medians.processedAgain());
        put(node, "restarts", medians.restarts());
        put(node, "failures", medians.failures());
        put(node, "noticeToReleasedMs", medians.noticeToReleasedMs());
        put(node, "registeredToRunningMs", medians.registeredToRunningMs());
        put(node, "leaderMs", medians.leaderMs());
        put(node, "storeRequestsPerHour", medians.storeRequestsPerHour());
        put(node, "worstKeyGapMs", medians.worstKeyGapMs());
        put(node, "baselineGapMs", medians.baselineGapMs());
        medians.move().ifPresent(move -> write(move, node.putObject("move")));
    }

    private static void write(MoveParts move, ObjectNode node) {
        put(node, "checkpointMs", OptionalDouble.of(move.checkpointMs()));
        put(node, "cancelMs", OptionalDouble.of(move.cancelMs()));
        put(node, "restoreMs", OptionalDouble.of(move.restoreMs()));
        put(node, "deployMs", OptionalDouble.of(move.deployMs()));
    }

    private static void put(ObjectNode node, String name, OptionalDouble number) {
        if (number.isEmpty()) {
            node.putNull(name);
        } else {
            double rounded = round(number.getAsDouble(), 10);
            if (rounded == Math.rint(rounded)) {
                node.put(name, (long) rounded);
            } else {
                node.put(name, rounded);
            }
        }
    }

    private static double round(double number, double steps) {
        return Math.round(number * steps) / steps;
    }
}
