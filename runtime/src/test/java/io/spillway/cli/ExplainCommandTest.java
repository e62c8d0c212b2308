package io.spillway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.restapi.SignalDetail;
import io.spillway.restapi.SignalView;
import io.spillway.restapi.SignalView.Reason;
import io.spillway.testing.FakeFleetServer;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExplainCommandTest {
    private static final SignalView DECIDED =
            new SignalView(
                    "DECIDED",
                    5,
                    10,
                    125.0,
                    1.5,
                    0.9,
                    "Window -> Map",
                    3200L,
                    null,
                    List.of(new Reason("SCALE_OUT", "More is needed.")));

    private final FakeFleetServer server = new FakeFleetServer();
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeEach
    void signal() {
        server.jobManager.signal = detail(DECIDED, vertices());
    }

    @AfterEach
    void close() {
        server.close();
    }

    private int run(Map<String, String> environment, String... arguments) {
        List<String> all =
                new ArrayList<>(List.of("explain", "--jobmanager", server.uri().toString()));
        all.addAll(List.of(arguments));
        return SpillwayMain.run(
                environment,
                new PrintWriter(out, true),
                new PrintWriter(err, true),
                all.toArray(String[]::new));
    }

    private static List<SignalDetail.Vertex> vertices() {
        return List.of(
                vertex("Source: orders", false, 40.0, 0.9, List.of(), List.of()),
                vertex(
                        "Window -> Map",
                        true,
                        null,
                        8.8,
                        List.of(new Reason("DRIVES_THE_SIZE", "needs the most slots")),
                        List.of("3 of 8 subtasks: Flink has no current metrics of them")));
    }

    private static SignalDetail.Vertex vertex(
            String name,
            boolean driving,
            Double backlog,
            Double slots,
            List<Reason> reasons,
            List<String> notes) {
        return new SignalDetail.Vertex(
                name,
                name,
                8,
                128,
                List.of(),
                !driving,
                false,
                new SignalDetail.Measured(8700.0, 8700.0, 0.88, 0.01, 0.11, 0.97, backlog),
                8700.0,
                0.88,
                1.0,
                1250.0,
                8800.0,
                8900.0,
                slots,
                driving,
                reasons,
                notes);
    }

    private static SignalDetail detail(SignalView view, List<SignalDetail.Vertex> vertices) {
        return new SignalDetail(
                view,
                "04d3a3356f3b935ad92180c88021d0d3",
                "orders",
                1200L,
                new SignalDetail.Settings(0.8, 600_000, 60_000, 0.1, 10_000, 20_000),
                4,
                8,
                2,
                8800.0,
                13_000.0,
                8.8,
                8.7,
                vertices);
    }

    @Test
    void marksTheVertexThatDrivesTheSizeAndSaysWhy() {
        assertThat(run(Map.of())).isZero();
        assertThat(out.toString().lines())
                .contains(
                        "5 TaskManagers required, 4 in service: 125 % of the capacity.",
                        "From an observation 3.2 s ago.",
                        "  More is needed.",
                        "  needs the most slots",
                        "  3 of 8 subtasks: Flink has no current metrics of them")
                .anyMatch(
                        line -> line.matches("> Window -> Map +8 +- +8,800 +1,250 +88 % .*8\\.80"))
                .anyMatch(line -> line.matches("  Source: orders +8 +40 +8,800 .*0\\.90"))
                .anyMatch(line -> line.matches("Backlog at the sources +13,000 records"))
                .anyMatch(line -> line.matches("Backlog in time +1\\.50 s of that demand"));
    }

    @ParameterizedTest
    @ValueSource(ints = {60, 80, 120, 200})
    void noLineIsWiderThanTheTerminal(int width) {
        SignalDetail.Vertex wordy =
                vertex(
                        "Source: ".repeat(20),
                        false,
                        12_345_678.0,
                        123.4,
                        List.of(new Reason("R", "word ".repeat(50).strip())),
                        List.of());
        List<SignalDetail.Vertex> vertices = new ArrayList<>(vertices());
        vertices.add(wordy);
        server.jobManager.signal = detail(DECIDED, vertices);
        assertThat(run(Map.of("COLUMNS", "" + width))).isZero();
        assertThat(out.toString().lines()).allMatch(line -> line.length() <= width);
        assertThat(out.toString()).contains("> Window");
    }

    @Test
    void aWideTerminalShowsMore() {
        assertThat(run(Map.of("COLUMNS", "80"))).isZero();
        assertThat(out.toString()).doesNotContain("BUSIEST");
        assertThat(run(Map.of("COLUMNS", "120"))).isZero();
        assertThat(out.toString()).contains("BUSIEST", "OUT/IN", "97 %");
    }

    @Test
    void printsTheAnswerAsJson() {
        assertThat(run(Map.of(), "--json")).isZero();
        assertThat(out.toString())
                .contains("\"requiredTaskManagers\" : 5", "\"driving\" : true", "\"notes\" : [");
    }

    @Test
    void withoutASignalItSaysWhyAndFails() {
        server.jobManager.signal =
                detail(
                        new SignalView(
                                "NOTHING",
                                null,
                                null,
                                null,
                                null,
                                null,
                                null,
                                4000L,
                                "metrics.fetcher.update-interval: 0",
                                List.of(new Reason("COLLECTING", "Rates are being collected."))),
                        List.of());
        assertThat(run(Map.of())).isEqualTo(1);
        assertThat(out.toString())
                .contains(
                        "There is no signal since 4 s.",
                        "Rates are being collected.",
                        "metrics.fetcher.update-interval: 0");
        assertThat(out.toString()).doesNotContain("0 TaskManagers");
    }

    @Test
    void aHeldValueIsToldAsSuch() {
        server.jobManager.signal =
                detail(
                        new SignalView(
                                "HELD", 5, 10, 125.0, null, null, null, 42_000L, null, List.of()),
                        vertices());
        assertThat(run(Map.of())).isZero();
        assertThat(out.toString()).contains("Held, from an observation 42 s ago.");
    }

    @Test
    void aWidthThatIsTooNarrowIsWrongUsage() {
        assertThat(run(Map.of(), "--width", "20")).isEqualTo(2);
        assertThat(err.toString()).contains("--width: 20 is too narrow for the table");
    }

    @Test
    void aStockJobManagerFails() {
        server.jobManager.ours = false;
        assertThat(run(Map.of())).isEqualTo(1);
        assertThat(err.toString()).contains("without Spillway's fleet API");
    }
}
