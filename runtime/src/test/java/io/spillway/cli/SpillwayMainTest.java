package io.spillway.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.spillway.restapi.DrainState;
import io.spillway.testing.FakeFleetServer;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SpillwayMainTest {
    private final FakeFleetServer server = new FakeFleetServer();
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void showsTheFleet() {
        assertThat(run("fleet")).isZero();
        assertThat(out.toString()).contains("No job.", "No TaskManager is registered.");
    }

    @Test
    void showsTheFleetAsJson() {
        assertThat(run("fleet", "--json")).isZero();
        assertThat(out.toString()).contains("\"taskManagers\" : [ ]");
    }

    @Test
    void drainsAndSaysWhenItIsDone() {
        server.jobManager.registered.put("i-1", 1);
        server.jobManager.registered.put("i-2", 1);
        server.jobManager.drains.put("i-1", DrainState.DRAINED);
        server.jobManager.drains.put("i-2", DrainState.DRAINED);
        assertThat(run("drain", "i-1", "i-2", "--reason", "scale_in", "--time-left", "2min"))
                .isZero();
        assertThat(out.toString().lines())
                .containsExactly(
                        "i-1: DRAINED after 302 ms, checkpoint 17",
                        "i-2: DRAINED after 302 ms, checkpoint 17");
        assertThat(server.jobManager.requests)
                .singleElement()
                .extracting("reason", "timeLeftMs")
                .containsExactly("SCALE_IN", 120_000L);
    }

    @Test
    void doesNotWaitWhenToldSo() {
        server.jobManager.registered.put("i-1", 1);
        assertThat(run("drain", "i-1", "--no-wait")).isZero();
        assertThat(out.toString()).isEqualToIgnoringNewLines("i-1: ACCEPTED after 302 ms");
    }

    @Test
    void failsWhenTheTaskManagerIsLost() {
        server.jobManager.registered.put("i-1", 1);
        server.jobManager.drains.put("i-1", DrainState.GONE);
        assertThat(run("drain", "i-1", "--json")).isEqualTo(1);
        assertThat(out.toString()).contains("\"state\" : \"GONE\"");
    }

    @Test
    void cancels() {
        server.jobManager.drains.put("i-1", DrainState.MOVING);
        assertThat(run("drain", "--cancel", "i-1")).isZero();
        assertThat(server.jobManager.cancelled).containsExactly("i-1");
    }

    @Test
    void failsToCancelWhatIsDone() {
        server.jobManager.drains.put("i-1", DrainState.DRAINED);
        assertThat(run("drain", "--cancel", "i-1")).isEqualTo(1);
        assertError("spillway drain: i-1: already drained");
    }

    @Test
    void anUnknownTaskManagerIsNotFound() {
        assertThat(run("drain", "i-9")).isEqualTo(4);
        assertError("spillway drain: i-9: not registered");
    }

    @Test
    void aStockJobManagerFails() {
        server.jobManager.ours = false;
        assertThat(run("fleet")).isEqualTo(1);
        assertError("without Spillway's fleet API");
    }

    @Test
    void anUnreachableJobManagerSaysWhatToCheck() {
        server.close();
        assertThat(run("fleet")).isEqualTo(3);
        assertError("check that the JobManager runs");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "drain | Missing required parameter: 'ID'",
                "drain i-1 --time-left 0s | \"0s\" is not a duration above zero",
                "drain i-1 --time-left -5min | \"-5min\" is not a duration above zero",
                "drain i-1 --time-left soon | \"soon\" is not a duration above zero",
                "drain i-1 --reason boredom | expected one of [SCALE_IN",
                "fleet --jobmanager foo | --jobmanager: \"foo\" is not a URL such as http://host:8081",
                "fleet -Dspillway.jobmanager.request-timeot=1s | did you mean spillway.jobmanager.request-timeout?",
                "fleet --config-dir /nowhere | /nowhere/config.yaml: no such file",
                "fleet --allow-drain | --allow-drain: is for --page; add it",
                "fleet --page-port 80 | --page-port: is for --page; add it",
                "fleet --page --json | --json: prints once and --page doesn't end",
                "fleet --page --page-port 70000 | --page-port: 70000 is not from 0 to 65535",
                "fleet --frobnicate | Unknown option: '--frobnicate'",
                "upgrade --rollback --jar a.jar | --rollback: knows the jar",
                "upgrade --same-jar --jar a.jar | --same-jar: changes no jar",
                "upgrade --swap-only | --swap-only: needs the new jar",
                "upgrade --jar a.jar --timeout never | \"never\" is not a duration",
                "flet | Unmatched argument"
            })
    void wrongUsageIsOneLine(String commandLine, String words) {
        assertThat(run(commandLine.split(" "))).isEqualTo(2);
        assertError(words);
    }

    @ParameterizedTest
    @ValueSource(strings = {"--help", "fleet --help", "drain --help", "upgrade --help"})
    void helpIsThere(String commandLine) {
        assertThat(run(commandLine.split(" "))).isZero();
        assertThat(out.toString()).startsWith("Usage: spillway");
    }

    @Test
    void servesAPageUntilItIsInterrupted() throws Exception {
        server.jobManager.registered.put("vm-1", 1);
        AtomicInteger code = new AtomicInteger(-1);
        Thread command = new Thread(() -> code.set(run("fleet", "--page")));
        command.start();
        await().until(() -> out.toString().contains("#"));
        URI uri = URI.create(out.toString().strip().replaceFirst(".* ", ""));
        HttpRequest changes =
                HttpRequest.newBuilder(uri.resolve("/api/changes"))
                        .header("X-Spillway-Token", uri.getFragment())
                        .build();
        HttpClient http = HttpClient.newHttpClient();
        await().untilAsserted(
                        () ->
                                assertThat(http.send(changes, BodyHandlers.ofString()).body())
                                        .contains("\"id\":\"vm-1\"", "\"actions\":[]"));

        command.interrupt();
        command.join();
        assertThat(code).hasValue(130);
        assertThat(out.toString()).startsWith("The fleet's page is at http://127.0.0.1:");
    }

    @Test
    void aPageNeedsAJobManagerAtTheStartAndAPortThatIsFree() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = Integer.toString(taken.getLocalPort());
            assertThat(run("fleet", "--page", "--page-port", port)).isEqualTo(1);
            assertError("--page-port: " + port + " can't be had");
        }
        server.close();
        assertThat(run("fleet", "--page")).isEqualTo(3);
    }

    @Test
    void tellsItsVersion() {
        assertThat(run("--version")).isZero();
        assertThat(out.toString()).startsWith("spillway ").contains("(Flink 2.3.0)");
    }

    private int run(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        boolean command = all.get(0).equals("fleet") || all.get(0).equals("drain");
        if (command && !all.contains("--jobmanager") && !all.contains("--help")) {
            all.addAll(List.of("--jobmanager", server.uri().toString()));
        }
        return SpillwayMain.run(
                Map.of(),
                new PrintWriter(out, true),
                new PrintWriter(err, true),
                all.toArray(String[]::new));
    }

    private void assertError(String words) {
        assertThat(err.toString().lines()).singleElement().asString().contains(words);
    }
}
