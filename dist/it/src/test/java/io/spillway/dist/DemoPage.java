package io.spillway.dist;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.dist.Installation.Started;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.JsonNode;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.ObjectMapper;
import org.awaitility.Awaitility;

/** A demo's live page as its own script asks it: what has happened, and a hand in it. */
final class DemoPage {
    private static final Pattern URL =
            Pattern.compile("page is at (http://127\\.0\\.0\\.1:\\S+#\\S+)");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI address;

    private DemoPage(URI address) {
        this.address = address;
    }

    /** The page of a demo that was started; waits until it says where. */
    static DemoPage of(Started demo) {
        return new DemoPage(URI.create(url(demo)));
    }

    /** Where the page of a command is, with the token that lets in; waits until it is told. */
    static String url(Started command) {
        Awaitility.await()
                .atMost(Installation.ENOUGH)
                .until(() -> URL.matcher(command.output()).find() || !command.process().isAlive());
        Matcher found = URL.matcher(command.output());
        assertThat(found.find()).as(command.output()).isTrue();
        return found.group(1);
    }

    /** How often something of a kind has happened and, if it lasts, is over. */
    long happened(String kind) throws IOException, InterruptedException {
        boolean lasts = kind.equals("DRAIN") || kind.equals("RESCALE");
        JsonNode changes = JSON.readTree(send(request("/api/changes").GET()));
        long count = 0;
        for (JsonNode each : changes.path("marks")) {
            JsonNode mark = each.path("mark");
            if (mark.path("kind").asText().equals(kind)
                    && (!lasts || mark.path("durationMs").isNumber())) {
                count++;
            }
        }
        return count;
    }

    /** From now on that many records a second. */
    void hold(int rate) throws IOException, InterruptedException {
        act("load", "{\"rate\":" + rate + "}");
    }

    /** No more load: the demo waits for what was sent, and checks it. */
    void end() throws IOException, InterruptedException {
        act("end", "{}");
    }

    private void act(String action, String body) throws IOException, InterruptedException {
        send(
                request("/api/actions/" + action)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(body)));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(address.resolve(path))
                .timeout(TIMEOUT)
                .header("X-Spillway-Token", address.getFragment());
    }

    private String send(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<String> answer = http.send(request.build(), BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 299);
        return answer.body();
    }
}
