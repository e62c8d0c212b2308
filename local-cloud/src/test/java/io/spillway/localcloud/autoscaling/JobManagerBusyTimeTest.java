package io.spillway.localcloud.autoscaling;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.spillway.localcloud.autoscaling.BusyTimeSource.BusyTime;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The answers are a JobManager's, Flink 2.3, shortened. */
class JobManagerBusyTimeTest {
    private static final String JOB = "5d19c7a0e4b04dfb8f4bbd1e93f2e7a3";
    private static final String SOURCE = "cbc357ccb763df2852fee8c4fc7d55f2";
    private static final String MATHS = "0a448493b4782967b150582570326227";

    private final Map<String, String> answers = new ConcurrentHashMap<>();
    private HttpServer server;
    private JobManagerBusyTime busyTime;

    @BeforeEach
    void startServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(
                "/",
                exchange -> {
                    String answer = answers.get(exchange.getRequestURI().toString());
                    byte[] body =
                            (answer == null ? "{\"errors\":[\"Not found.\"]}" : answer)
                                    .getBytes(StandardCharsets.UTF_8);
                    exchange.sendResponseHeaders(answer == null ? 404 : 200, body.length);
                    exchange.getResponseBody().write(body);
                    exchange.close();
                });
        server.start();
        busyTime =
                new JobManagerBusyTime(
                        URI.create("http://localhost:" + server.getAddress().getPort()),
                        Duration.ofSeconds(5));
        runningJob("RUNNING", 1000, 4);
        metric(SOURCE, "[{\"id\":\"busyTimeMsPerSecond\",\"avg\":120.0}]");
        metric(MATHS, "[{\"id\":\"busyTimeMsPerSecond\",\"avg\":640.5}]");
    }

    @AfterEach
    void stopServer() {
        server.stop(0);
    }

    @Test
    void isThatOfTheBusiestVertex() {
        BusyTime reading = busyTime.read().orElseThrow();

        assertThat(reading.busyFraction()).isEqualTo(0.6405);
        assertThat(reading.parallelism()).isEqualTo(4);
    }

    @Test
    void aRestartIsAnotherAttempt() {
        String before = busyTime.read().orElseThrow().attempt();
        assertThat(busyTime.read().orElseThrow().attempt()).isEqualTo(before);

        runningJob("RUNNING", 2000, 4);

        assertThat(busyTime.read().orElseThrow().attempt()).isNotEqualTo(before);
    }

    @Test
    void aVertexWithoutBusyTimeDoesNotCount() {
        metric(SOURCE, "[{\"id\":\"busyTimeMsPerSecond\",\"avg\":\"NaN\"}]");
        assertThat(busyTime.read().map(BusyTime::busyFraction)).contains(0.6405);

        metric(SOURCE, "[]");
        assertThat(busyTime.read().map(BusyTime::busyFraction)).contains(0.6405);
    }

    @Test
    void isMissingWhileNoVertexHasAny() {
        metric(SOURCE, "[]");
        metric(MATHS, "[]");

        assertThat(busyTime.read()).isEmpty();
    }

    @Test
    void isMissingWhileTheJobOrAVertexIsNotRunning() {
        runningJob("DEPLOYING", 1000, 4);
        assertThat(busyTime.read()).isEmpty();

        answers.put("/jobs", "{\"jobs\":[{\"id\":\"" + JOB + "\",\"status\":\"RESTARTING\"}]}");
        assertThat(busyTime.read()).isEmpty();

        answers.put("/jobs", "{\"jobs\":[]}");
        assertThat(busyTime.read()).isEmpty();
    }

    @Test
    void isMissingWhenTheJobManagerCannotBeAskedOrSpeaksOtherwise() {
        answers.put("/jobs", "<html>");
        assertThat(busyTime.read()).isEmpty();

        answers.clear();
        assertThat(busyTime.read()).isEmpty();

        server.stop(0);
        assertThat(busyTime.read()).isEqualTo(Optional.empty());
    }

    private void runningJob(String vertexStatus, long startTime, int parallelism) {
        answers.put("/jobs", "{\"jobs\":[{\"id\":\"" + JOB + "\",\"status\":\"RUNNING\"}]}");
        answers.put(
                "/jobs/" + JOB,
                """
                {"jid":"%s","state":"RUNNING","vertices":[
                 {"id":"%s","status":"RUNNING","parallelism":1,"start-time":%d},
                 {"id":"%s","status":"%s","parallelism":%d,"start-time":%d}]}
                """
                        .formatted(
                                JOB,
                                SOURCE,
                                startTime,
                                MATHS,
                                vertexStatus,
                                parallelism,
                                startTime));
    }

    private void metric(String vertex, String answer) {
        answers.put(
                "/jobs/%s/vertices/%s/subtasks/metrics?get=busyTimeMsPerSecond&agg=avg"
                        .formatted(JOB, vertex),
                answer);
    }
}
