package io.spillway.localcloud.autoscaling;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.JsonNode;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.ObjectMapper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Busy time from a JobManager's REST API, stock Flink's or ours: {@code busyTimeMsPerSecond} of
 * each vertex, averaged over its subtasks by the JobManager. One request for each vertex, two more
 * for the job.
 *
 * <p>The JobManager answers from what it fetched last ({@code metrics.fetcher.update-interval}, 10
 * s by default); right after a restart it has nothing, and then nothing is measured.
 *
 * @see <a
 *     href="https://nightlies.apache.org/flink/flink-docs-release-2.3/docs/ops/rest_api/">Flink's
 *     REST API</a>
 */
public final class JobManagerBusyTime implements BusyTimeSource {
    private static final Logger LOG = LoggerFactory.getLogger(JobManagerBusyTime.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String METRIC = "busyTimeMsPerSecond";
    private static final double WHOLE_SECOND_MS = 1000;

    private final URI jobManager;
    private final Duration timeout;
    private final HttpClient http;

    /**
     * Reads from the JobManager at the given address.
     *
     * @param jobManager such as {@code http://localhost:8081}
     * @param timeout of each request
     */
    public JobManagerBusyTime(URI jobManager, Duration timeout) {
        this.jobManager = jobManager;
        this.timeout = timeout;
        this.http =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .connectTimeout(timeout)
                        .build();
    }

    @Override
    public Optional<BusyTime> read() {
        try {
            return readJob();
        } catch (IOException e) {
            LOG.debug("No busy time from {}: {}", jobManager, e.toString());
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    private Optional<BusyTime> readJob() throws IOException, InterruptedException {
        for (JsonNode job : get("/jobs").path("jobs")) {
            if (job.path("status").asText().equals("RUNNING")) {
                return readVertices("/jobs/" + job.path("id").asText());
            }
        }
        return Optional.empty();
    }

    private Optional<BusyTime> readVertices(String path) throws IOException, InterruptedException {
        JsonNode job = get(path);
        if (!job.path("state").asText().equals("RUNNING")) {
            return Optional.empty();
        }
        double busiest = Double.NaN;
        int parallelism = 0;
        StringBuilder attempt = new StringBuilder();
        for (JsonNode vertex : job.path("vertices")) {
            if (!vertex.path("status").asText().equals("RUNNING")) {
                return Optional.empty();
            }
            parallelism = Math.max(parallelism, vertex.path("parallelism").asInt());
            // A vertex starts anew with each restart.
            attempt.append(vertex.path("start-time").asLong())
                    .append('x')
                    .append(vertex.path("parallelism").asInt())
                    .append(' ');
            String metrics =
                    "%s/vertices/%s/subtasks/metrics?get=%s&agg=avg"
                            .formatted(path, vertex.path("id").asText(), METRIC);
            double busy = get(metrics).path(0).path("avg").asDouble(Double.NaN);
            if (!Double.isNaN(busy)) {
                busiest = Double.isNaN(busiest) ? busy : Math.max(busiest, busy);
            }
        }
        if (Double.isNaN(busiest) || parallelism == 0) {
            return Optional.empty();
        }
        double fraction = Math.max(0, Math.min(1, busiest / WHOLE_SECOND_MS));
        return Optional.of(new BusyTime(fraction, parallelism, attempt.toString()));
    }

    private JsonNode get(String path) throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(jobManager.resolve(path)).timeout(timeout).build();
        HttpResponse<byte[]> response = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
        if (response.statusCode() != 200) {
            throw new IOException(path + " answered " + response.statusCode());
        }
        return JSON.readTree(response.body());
    }
}
