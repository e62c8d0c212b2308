package io.spillway.bench.reclaim;

import io.spillway.bench.reclaim.ReclaimResults.CloudRequests;
import io.spillway.bench.report.AlignedColumns;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.core.JsonProcessingException;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.ObjectMapper;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.node.ArrayNode;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.node.ObjectNode;

/** The results as a table and as JSON; docs/benchmark.md says what each number means. */
public final class ReclaimReport {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final double MIDDLE = 0.5;
    private static final double MOST = 0.95;

    private ReclaimReport() {}

    /** The lines of the table. */
    public static List<String> table(ReclaimResults results) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("", "median", "95 of 100", "most"));
        rows.add(row(results, "notice to released, ms", Reclaim::noticeToReleasedMs));
        if (results.reclaims().stream().anyMatch(each -> each.bootMs().isPresent())) {
            rows.add(
                    row(
                            results,
                            "launch to in service, ms",
                            each -> each.bootMs().orElse(Double.NaN)));
        }
        if (results.reclaims().stream().noneMatch(each -> each.bootPhases().isEmpty())) {
            for (BootPhase phase : BootPhase.values()) {
                rows.add(row(results, "- " + phase.text(), each -> each.bootPhases().get(phase)));
            }
        }
        rows.add(row(results, "output stands still, ms", Reclaim::gapMs));
        rows.add(row(results, "processed again", Reclaim::processedAgain));
        rows.add(row(results, "restarts", Reclaim::restarts));
        List<String> lines = new ArrayList<>(AlignedColumns.of(rows, Set.of(0)));
        lines.add("");
        lines.add(
                "%d of %d drained; %,d processed again, %d failures, %d lost, %d counted wrongly"
                        .formatted(
                                results.drained(),
                                results.reclaims().size(),
                                results.processedAgain(),
                                results.failures(),
                                results.lost(),
                                results.miscounted()));
        CloudRequests asked = results.asked();
        lines.add(
                String.format(
                        Locale.ROOT,
                        "asked: metadata %.2f times a second for each instance, %s %.1f times an"
                                + " instance, and %d times while nothing happened",
                        asked.metadataPerSecond(),
                        results.cloud().groupApi(),
                        asked.groupsPerInstance(),
                        asked.groupsIdle()));
        lines.add(
                String.format(
                        Locale.ROOT,
                        "an agent takes %.2f %% of one core while nothing happens",
                        asked.agentCpuPercent()));
        return lines;
    }

    private static List<String> row(
            ReclaimResults results, String name, ToDoubleFunction<Reclaim> number) {
        return List.of(
                name,
                text(results.percentile(MIDDLE, number)),
                text(results.percentile(MOST, number)),
                text(results.percentile(1, number)));
    }

    private static String text(double number) {
        return String.format(Locale.ROOT, "%,.0f", number);
    }

    /** The text, over several lines. */
    public static String json(ReclaimResults results) {
        ObjectNode root = JSON.createObjectNode();
        root.put("processors", Runtime.getRuntime().availableProcessors());
        root.put("cloud", results.cloud().text());
        root.put("state", results.state());
        root.put("instances", results.instances());
        root.put("checkpointSeconds", results.checkpointSeconds());
        ArrayNode reclaims = root.putArray("reclaims");
        for (Reclaim each : results.reclaims()) {
            ObjectNode node = reclaims.addObject();
            node.put("instance", each.instance());
            node.put("drained", each.drained());
            node.put("noticeToReleasedMs", each.noticeToReleasedMs());
            each.bootMs().ifPresent(ms -> node.put("bootMs", ms));
            if (!each.bootPhases().isEmpty()) {
                ObjectNode phases = node.putObject("bootPhasesMs");
                for (BootPhase phase : BootPhase.values()) {
                    phases.put(phase.name().toLowerCase(Locale.ROOT), each.bootPhases().get(phase));
                }
            }
            node.put("gapMs", each.gapMs());
            node.put("processedAgain", each.processedAgain());
            node.put("restarts", each.restarts());
            node.put("failures", each.failures());
        }
        root.put("lost", results.lost());
        root.put("miscounted", results.miscounted());
        ObjectNode asked = root.putObject("asked");
        asked.put("metadataPerSecond", results.asked().metadataPerSecond());
        asked.put("groupsPerInstance", results.asked().groupsPerInstance());
        asked.put("groupsIdle", results.asked().groupsIdle());
        asked.put("agentCpuPercent", results.asked().agentCpuPercent());
        try {
            return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(root);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes the JSON in one step: whoever reads it finds all or nothing. */
    public static void write(ReclaimResults results, Path file) throws IOException {
        Path beside = file.resolveSibling(file.getFileName() + ".new");
        Files.writeString(beside, json(results) + "\n");
        Files.move(beside, file, StandardCopyOption.REPLACE_EXISTING);
    }
}
