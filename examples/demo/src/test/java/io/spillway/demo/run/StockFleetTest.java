package io.spillway.demo.run;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.sun.net.httpserver.HttpServer;
import io.spillway.restapi.FleetView;
import io.spillway.restapi.JobManagerException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StockFleetTest {
    private static final String ALL_RUN = "[{\"timestamps\":{\"SCHEDULED\":%d,\"RUNNING\":%d}}]";

    private final Map<String, String> answers = new ConcurrentHashMap<>();
    private HttpServer server;
    private StockFleet fleet;

    @BeforeEach
    void serve() throws Exception {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(
                "/",
                exchange -> {
                    String answer = answers.get(exchange.getRequestURI().getPath());
                    byte[] bytes = String.valueOf(answer).getBytes(UTF_8);
                    exchange.sendResponseHeaders(answer == null ? 404 : 200, bytes.length);
                    exchange.getResponseBody().write(bytes);
                    exchange.close();
                });
        server.start();
        fleet =
                new StockFleet(
                        URI.create("http://127.0.0.1:" + server.getAddress().getPort()),
                        Clock.fixed(Instant.ofEpochMilli(10_000), ZoneOffset.UTC));
        answers.put("/jobs/overview", "{\"jobs\":[{\"jid\":\"j\",\"name\":\"Job\"}]}");
        taskManagers("a", "b");
        job(2, 2, 0, 1_000, 1_100);
        exceptions();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void tellsWhoIsThereAndWhoHasGone() throws Exception {
        assertThat(fleet.fleet().taskManagers())
                .extracting(FleetView.TaskManager::id, FleetView.TaskManager::state)
                .containsExactly(
                        tuple("a", FleetView.State.IN_SERVICE),
                        tuple("b", FleetView.State.IN_SERVICE));

        taskManagers("b");

        assertThat(fleet.fleet().taskManagers())
                .extracting(FleetView.TaskManager::state)
                .containsExactly(FleetView.State.GONE, FleetView.State.IN_SERVICE);
    }

    @Test
    void aRestartWithANewExceptionIsAFailureFromThatOnUntilAllTasksRun() throws Exception {
        FleetView.Job before = fleet.fleet().job();
        assertThat(before.parallelism()).isEqualTo(2);
        assertThat(before.rescales()).as("the first start is none").isZero();

        exceptions(5_000);
        job(1, 0, 1, 6_100, 0);
        FleetView.Job during = fleet.fleet().job();
        assertThat(during.parallelism()).as("while it doesn't run").isZero();
        assertThat(during.lastRescale().downtimeMs()).isNull();

        job(1, 1, 1, 6_100, 6_400);
        FleetView.Job after = fleet.fleet().job();

        assertThat(after.failures()).isEqualTo(1);
        assertThat(after.rescales()).isEqualTo(1);
        assertThat(after.plannedRescales()).isZero();
        assertThat(after.lastRescale())
                .isEqualTo(
                        new FleetView.Rescale(
                                FleetView.Cause.FAILURE, false, 2, 1, null, 1_400L, null, 5_000));
    }

    @Test
    void aRestartWithoutOneIsFlinksOwnScaleUp() throws Exception {
        fleet.fleet();

        job(3, 3, 1, 8_000, 8_250);
        FleetView.Job after = fleet.fleet().job();

        assertThat(after.failures()).isZero();
        assertThat(after.plannedRescales()).isEqualTo(1);
        assertThat(after.lastRescale())
                .isEqualTo(
                        new FleetView.Rescale(
                                FleetView.Cause.JOIN, true, 2, 3, null, 250L, null, 2_000));
    }

    @Test
    void aJobManagerThatDoesNotAnswerIsSaidToBeUnreachable() {
        answers.clear();

        assertThatThrownBy(fleet::fleet)
                .isInstanceOf(JobManagerException.class)
                .hasMessageContaining("can't be asked");
    }

    private void taskManagers(String... ids) {
        StringBuilder all = new StringBuilder();
        for (String id : ids) {
            all.append(all.isEmpty() ? "" : ",");
            all.append("{\"id\":\"%s\",\"slotsNumber\":1,\"freeSlots\":0}".formatted(id));
        }
        answers.put("/taskmanagers", "{\"taskmanagers\":[" + all + "]}");
    }

    private void job(int parallelism, int running, int attempt, long scheduledMs, long runningMs) {
        answers.put(
                "/jobs/j",
                "{\"state\":\"RUNNING\",\"vertices\":[{\"id\":\"v\",\"parallelism\":%d,\"tasks\":{\"RUNNING\":%d}}]}"
                        .formatted(parallelism, running));
        answers.put(
                "/jobs/j/vertices/v",
                "{\"subtasks\":[{\"subtask\":0,\"attempt\":%d}]}".formatted(attempt));
        answers.put(
                "/jobs/j/vertices/v/subtasktimes",
                "{\"subtasks\":" + ALL_RUN.formatted(scheduledMs, runningMs) + "}");
    }

    private void exceptions(long... atMs) {
        StringBuilder all = new StringBuilder();
        for (long at : atMs) {
            all.append(all.isEmpty() ? "" : ",").append("{\"timestamp\":%d}".formatted(at));
        }
        answers.put("/jobs/j/exceptions", "{\"exceptionHistory\":{\"entries\":[" + all + "]}}");
    }
}
