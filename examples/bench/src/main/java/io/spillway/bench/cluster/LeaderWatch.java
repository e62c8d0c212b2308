package io.spillway.bench.cluster;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.OptionalDouble;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.core.JsonProcessingException;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.JsonNode;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.ObjectMapper;

/**
 * When a JobManager that stood by has taken over the job. Its REST API passes each question on to
 * whoever leads, and keeps it waiting when that one is gone; so it is asked every 50 ms whether or
 * not the questions before have been answered.
 */
public final class LeaderWatch implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final long EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final int OK = 200;

    private final HttpClient http =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(PATIENCE)
                    .build();
    private final HttpRequest question;
    private final long startedMs;
    private final long beginNanos;
    private final CompletableFuture<Double> taken = new CompletableFuture<>();
    private final Thread thread = new Thread(this::ask, "leader-watch");

    private LeaderWatch(URI rest, long startedMs, long beginNanos) {
        this.startedMs = startedMs;
        this.beginNanos = beginNanos;
        question = HttpRequest.newBuilder(rest.resolve("/jobs/overview")).timeout(PATIENCE).build();
        thread.setDaemon(true);
    }

    /**
     * Begins to ask.
     *
     * @param rest of the one that stood by
     * @param startedMs of the job at the JobManager that led: {@link JobManagerRest#startedMs}. The
     *     next one begins with another time, so that the last answers of the old one aren't taken
     *     for its
     * @param beginNanos when what is measured began, by {@link System#nanoTime}
     */
    public static LeaderWatch begin(JobManagerRest rest, long startedMs, long beginNanos) {
        LeaderWatch watch = new LeaderWatch(rest.address(), startedMs, beginNanos);
        watch.thread.start();
        return watch;
    }

    private void ask() {
        try {
            while (!taken.isDone()) {
                // A question without an answer is one that says no.
                var unused =
                        http.sendAsync(question, HttpResponse.BodyHandlers.ofByteArray())
                                .thenAccept(this::answered);
                Waiting.pause(EVERY_NANOS);
            }
        } catch (InterruptedException e) {
            taken.cancel(false);
        }
    }

    private void answered(HttpResponse<byte[]> answer) {
        if (answer.statusCode() == OK && hasJob(answer.body())) {
            taken.complete((System.nanoTime() - beginNanos) / 1e6);
        }
    }

    private boolean hasJob(byte[] body) {
        try {
            JsonNode jobs = JSON.readTree(new String(body, StandardCharsets.UTF_8));
            return jobs.path("jobs").size() == 1
                    && jobs.path("jobs").path(0).path("start-time").asLong() != startedMs;
        } catch (JsonProcessingException e) {
            return false;
        }
    }

    /**
     * Milliseconds from the beginning until it had the job; empty when it hasn't got it in time.
     * Blocks until one of the two is known.
     */
    public OptionalDouble await(Duration timeout) throws InterruptedException {
        try {
            return OptionalDouble.of(taken.get(timeout.toMillis(), TimeUnit.MILLISECONDS));
        } catch (ExecutionException | TimeoutException e) {
            return OptionalDouble.empty();
        }
    }

    @Override
    public void close() {
        taken.cancel(false);
        thread.interrupt();
    }
}
