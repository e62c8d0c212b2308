package io.spillway.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.spillway.dist.Installation.Started;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.JsonNode;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.ObjectMapper;

/**
 * {@code spillway demo} for as long as it takes to see a fleet grow and shrink once: its load is
 * more than one TaskManager takes until the job runs on two, then next to nothing until it has been
 * moved back.
 */
final class ShortDemo {
    private static final Duration PATIENCE = Duration.ofMinutes(4);

    /** Longer than anybody waits for. */
    private static final String BUSY = "seconds,rate\n0,1200\n600,1200\n";

    private static final int IDLE = 200;

    private final Started demo;
    private final Path report;

    /** A look that is taken once a second. */
    @FunctionalInterface
    interface Look {
        /** Whether there is nothing more to wait for. */
        boolean isOver() throws IOException, InterruptedException;
    }

    private ShortDemo(Started demo, Path report) {
        this.demo = demo;
        this.report = report;
    }

    /**
     * Starts it.
     *
     * @param directory for its load and its report
     * @param options beyond these two
     */
    static ShortDemo start(Installation spillway, Path directory, String... options)
            throws IOException {
        Path load = Files.writeString(directory.resolve("load.csv"), BUSY);
        Path report = directory.resolve("report");
        List<String> command =
                new ArrayList<>(
                        List.of(
                                "demo",
                                "--rate-file",
                                load.toString(),
                                "--report-dir",
                                report.toString()));
        command.addAll(List.of(options));
        return new ShortDemo(spillway.start(command.toArray(String[]::new)), report);
    }

    /**
     * Lets the fleet grow and shrink, and ends the load.
     *
     * @param look taken from beginning to end; has to be over before the end, as have the job's
     *     moves
     * @return the report
     */
    JsonNode growAndShrink(Look look) throws IOException, InterruptedException {
        DemoPage page = DemoPage.of(demo);
        awaitThat(look, () -> page.happened("RESCALE") > 0);
        page.hold(IDLE);
        awaitThat(
                look,
                () ->
                        look.isOver()
                                && page.happened("SCALE_IN") > 0
                                && page.happened("DRAIN") > 0
                                && page.happened("RESCALE") > 1);
        page.end();
        await().atMost(PATIENCE).until(() -> !demo.process().isAlive());
        assertThat(demo.exitCode()).as(output()).isZero();
        return new ObjectMapper().readTree(report.resolve("report.json").toFile());
    }

    private void awaitThat(Look meanwhile, Look awaited) {
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofSeconds(1))
                .until(
                        () -> {
                            assertThat(demo.process().isAlive()).as(output()).isTrue();
                            meanwhile.isOver();
                            return awaited.isOver();
                        });
    }

    /** All that it has printed. */
    String output() {
        return demo.output();
    }

    /** Its standard output alone. */
    Path standardOutput() {
        return demo.standardOutput();
    }

    /** Where its report is. */
    Path report() {
        return report;
    }

    /** What happened, by kind. */
    static List<JsonNode> events(JsonNode report, String kind) {
        List<JsonNode> found = new ArrayList<>();
        for (JsonNode event : report.path("events")) {
            if (event.path("kind").asText().equals(kind)) {
                found.add(event);
            }
        }
        return found;
    }
}
