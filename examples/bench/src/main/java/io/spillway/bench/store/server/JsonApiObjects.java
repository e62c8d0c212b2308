package io.spillway.bench.store.server;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.core.JsonProcessingException;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.JsonNode;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.ObjectMapper;

/**
 * Objects by Cloud Storage's JSON API, without credentials: of a server that plays Google's, by
 * plain requests, so that no client of those that are measured has a part in it.
 */
public final class JsonApiObjects implements ServerObjects {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int NOT_FOUND = 404;

    /** How Spillway's names end that are to become a part of another object. */
    private static final String PART = ".spillway-part";

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI endpoint;
    private final String bucket;

    /** Asks nobody yet. */
    public JsonApiObjects(URI endpoint, String bucket) {
        this.endpoint = endpoint;
        this.bucket = bucket;
    }

    @Override
    public void put(String key, Supplier<InputStream> content, long bytes) throws IOException {
        BodyPublisher body =
                BodyPublishers.fromPublisher(BodyPublishers.ofInputStream(content), bytes);
        text(
                "objects.insert of " + key,
                request("/upload", "", "uploadType=media&name=" + encoded(key))
                        .header("Content-Type", "application/octet-stream")
                        .POST(body));
    }

    @Override
    public InputStream get(String key) throws IOException {
        return sent(
                        "objects.get of " + key,
                        request("", "/" + encoded(key), "alt=media").GET(),
                        BodyHandlers.ofInputStream(),
                        Set.of())
                .body();
    }

    @Override
    public List<String> below(String prefix) throws IOException {
        List<String> keys = new ArrayList<>();
        String next = "";
        do {
            JsonNode page =
                    JSON.readTree(
                            text(
                                    "objects.list of " + prefix,
                                    request(
                                                    "",
                                                    "",
                                                    "prefix=%s%s"
                                                            .formatted(
                                                                    encoded(prefix),
                                                                    next.isEmpty()
                                                                            ? ""
                                                                            : "&pageToken="
                                                                                    + encoded(
                                                                                            next)))
                                            .GET()));
            page.path("items").forEach(each -> keys.add(each.path("name").asText()));
            next = page.path("nextPageToken").asText();
        } while (!next.isEmpty());
        return keys;
    }

    /** Parts that stayed. Nothing tells of uploads in pieces, which cost nothing. */
    @Override
    public List<String> uploads(String prefix) throws IOException {
        return below(prefix).stream().filter(each -> each.endsWith(PART)).toList();
    }

    @Override
    public void clear(String prefix) throws IOException {
        for (String key : below(prefix)) {
            sent(
                    "objects.delete of " + key,
                    request("", "/" + encoded(key), "").DELETE(),
                    BodyHandlers.discarding(),
                    Set.of(NOT_FOUND));
        }
    }

    /** A project, for which clients would look around for seconds. */
    @Override
    public Map<String, String> environment() {
        return Map.of("GOOGLE_CLOUD_PROJECT", "spillway-bench");
    }

    private HttpRequest.Builder request(String service, String object, String query) {
        return HttpRequest.newBuilder(
                URI.create(
                        "%s%s/storage/v1/b/%s/o%s?%s"
                                .formatted(endpoint, service, bucket, object, query)));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private String text(String what, HttpRequest.Builder request) throws IOException {
        return sent(what, request, BodyHandlers.ofString(), Set.of()).body();
    }

    private <T> HttpResponse<T> sent(
            String what,
            HttpRequest.Builder request,
            HttpResponse.BodyHandler<T> body,
            Set<Integer> alsoGood)
            throws IOException {
        String said = "%s, bucket %s: %s ".formatted(endpoint, bucket, what);
        try {
            HttpResponse<T> answer = client.send(request.build(), body);
            if (answer.statusCode() / 100 != 2 && !alsoGood.contains(answer.statusCode())) {
                throw new IOException(said + "answered " + outcome(answer));
            }
            return answer;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(said + "was interrupted", e);
        }
    }

    private static String outcome(HttpResponse<?> answer) {
        String message =
                answer.body() instanceof String text ? text.replaceAll("\\s+", " ").strip() : "";
        try {
            message = JSON.readTree(message).at("/error/message").asText(message);
        } catch (JsonProcessingException e) {
            // Then it is told as it is.
        }
        return answer.statusCode() + (message.isEmpty() ? "" : ": " + message);
    }

    @Override
    public void close() {
        // The client has nothing to close.
    }
}
