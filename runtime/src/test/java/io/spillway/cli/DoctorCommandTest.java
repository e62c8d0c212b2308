package io.spillway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.doctor.Examined;
import io.spillway.doctor.Place;
import io.spillway.spi.diagnosis.DiagnosisSubject.Role;
import io.spillway.spi.diagnosis.Finding;
import io.spillway.testing.FakeFleetServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.JsonNode;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DoctorCommandTest {
    private final FakeFleetServer server = new FakeFleetServer();
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir private Path home;

    @BeforeEach
    void install() throws IOException {
        Files.createDirectories(home.resolve("conf"));
        Files.createDirectories(home.resolve("plugins"));
        configure("");
    }

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void aMachineThatIsWellEndsWithZero() {
        server.jobManager.registered.put("i-1", 1);
        assertThat(run("--role", "taskmanager")).as(out.toString()).isZero();
        assertThat(out.toString())
                .contains("Machine", "Configuration", "Cluster", "Spillway on Flink")
                .contains("(a TaskManager's machine)")
                .doesNotContain("FAIL", "\u001b");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void aFailureEndsWithOne() throws IOException {
        configure("spillway.join.timout: 1 min\n");
        assertThat(run("--role", "taskmanager")).isEqualTo(1);
        assertThat(out.toString().replaceAll("\\s+", " "))
                .contains("FAIL config.yaml", "did you mean spillway.join.timeout?")
                .contains("> correct what is named");
    }

    @Test
    void noConfigurationIsAFailureTooAndTheRestIsLookedAt() throws IOException {
        Files.delete(home.resolve("conf/config.yaml"));
        assertThat(run("--role", "jobmanager")).isEqualTo(1);
        assertThat(out.toString().replaceAll("\\s+", " "))
                .contains("FAIL config.yaml", "no such file", "ok Java")
                .contains("- JobManager config.yaml has to be corrected first");
    }

    @Test
    void fromOutsideItSaysWhatIsForMachinesAlone() {
        assertThat(run("--jobmanager", server.uri().toString())).isZero();
        assertThat(out.toString())
                .contains("only on one of the fleet's machines", "(seen from outside)");
    }

    @Test
    void asJsonAllIsThere() throws IOException {
        assertThat(run("--json", "--role", "jobmanager")).isEqualTo(1);
        JsonNode report = new ObjectMapper().readTree(out.toString());
        assertThat(report.path("roles").toString()).isEqualTo("[\"JOBMANAGER\"]");
        assertThat(report.path("failures").asInt()).isPositive();
        JsonNode jar =
                report.path("checks").findParents("check").stream()
                        .filter(each -> each.path("check").asText().equals("Job's jar"))
                        .findFirst()
                        .orElseThrow();
        assertThat(jar.path("result").asText()).isEqualTo("FAILURE");
        assertThat(jar.path("fix").asText()).contains("put the job's one jar there");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--role laptop | expected one of [JOBMANAGER, TASKMANAGER, OUTSIDE]",
                "--timeout 0s | \"0s\" is not a duration above zero",
                "--width 20 | --width: 20 is too narrow",
                "-Dfoo | -Dfoo: write -Dkey=value",
                "--group= | --group: is empty",
                "now | Unmatched argument"
            })
    void wrongUsageIsOneLine(String arguments, String words) {
        assertThat(run(arguments.split(" "))).isEqualTo(2);
        assertThat(err.toString().lines()).singleElement().asString().contains(words);
        assertThat(out.toString()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {60, 80, 120})
    void linesAreNoWiderThanTheTerminal(int width) {
        List<Examined> results =
                List.of(
                        examined("Java", Finding.ok("17 in " + "a path that is long ".repeat(9))),
                        examined(
                                "A long name",
                                Finding.failure(
                                        "it is broken\nand so is that", "mend it ".repeat(30))),
                        new Examined("Cloud", "A name that is much longer", Finding.ok("yes"), 1));
        List<String> lines =
                new DoctorTable(width, false).lines(Place.of(Role.JOBMANAGER), results);
        assertThat(lines).allMatch(line -> line.length() <= width);
        assertThat(lines)
                .contains("  FAIL  A long name  it is broken", " ".repeat(21) + "and so is that");
        assertThat(lines).anyMatch(line -> line.startsWith(" ".repeat(21) + "> mend it"));
    }

    @Test
    void onATerminalResultsAreColoured() {
        List<Examined> results = List.of(examined("Java", Finding.ok("17")));
        assertThat(new DoctorTable(80, true).lines(Place.ELSEWHERE, results))
                .contains("  \u001b[32mok  \u001b[0m  Java  17");
    }

    private static Examined examined(String check, Finding finding) {
        return new Examined("Machine", check, finding, 1);
    }

    private void configure(String more) throws IOException {
        Files.writeString(
                home.resolve("conf/config.yaml"),
                """
                rest.address: localhost
                rest.port: %d
                jobmanager.rpc.address: localhost
                spillway.cloud: none
                taskmanager.memory.process.size: 1g
                """
                                .formatted(server.port())
                        + more);
    }

    private int run(String... arguments) {
        List<String> all = new ArrayList<>(List.of("doctor"));
        all.addAll(List.of(arguments));
        return SpillwayMain.run(
                Map.of(
                        "SPILLWAY_HOME", home.toString(),
                        "TMPDIR", home.toString()),
                new PrintWriter(out, true),
                new PrintWriter(err, true),
                all.toArray(String[]::new));
    }
}
