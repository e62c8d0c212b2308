package io.spillway.bench.store.driver;

import io.spillway.bench.BenchException;
import io.spillway.bench.store.Content;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The objects as the server has them, by requests of our own that nothing counts or delays. */
final class ServerObjects {
    private static final Pattern KEY = Pattern.compile("<Key>([^<]*)</Key>");
    private static final Pattern UPLOAD = Pattern.compile("<UploadId>([^<]*)</UploadId>");

    private final HttpClient client = HttpClient.newHttpClient();
    private final URI server;
    private final String bucket;

    ServerObjects(URI server, String bucket) {
        this.server = server;
        this.bucket = bucket;
    }

    /** Makes an object with the first bytes of that content. */
    void put(String key, Content content, long bytes) throws BenchException, InterruptedException {
        send(
                HttpRequest.newBuilder(uri("/" + key))
                        .PUT(
                                BodyPublishers.fromPublisher(
                                        BodyPublishers.ofInputStream(() -> content.stream(bytes)),
                                        bytes))
                        .build(),
                BodyHandlers.ofString());
    }

    /** Whether the object is there, and has the first bytes of that content alone. */
    boolean holds(String key, Content content, long bytes)
            throws BenchException, InterruptedException {
        try (InputStream in =
                send(HttpRequest.newBuilder(uri("/" + key)).build(), BodyHandlers.ofInputStream())
                        .body()) {
            return content.matches(in, bytes);
        } catch (IOException e) {
            throw new BenchException("can't read %s from the server: %s".formatted(key, e), e);
        }
    }

    /** The keys of all objects below. */
    List<String> below(String prefix) throws BenchException, InterruptedException {
        return found(KEY, uri("?list-type=2&prefix=" + prefix));
    }

    /** The multipart uploads below that were begun and not ended. */
    List<String> uploads(String prefix) throws BenchException, InterruptedException {
        return found(UPLOAD, uri("?uploads&prefix=" + prefix));
    }

    /** Deletes all objects below. */
    void delete(String prefix) throws BenchException, InterruptedException {
        for (String key : below(prefix)) {
            send(
                    HttpRequest.newBuilder(uri("/" + key)).DELETE().build(),
                    BodyHandlers.discarding());
        }
    }

    private List<String> found(Pattern what, URI where)
            throws BenchException, InterruptedException {
        Matcher matcher =
                what.matcher(
                        send(HttpRequest.newBuilder(where).build(), BodyHandlers.ofString())
                                .body());
        List<String> found = new ArrayList<>();
        while (matcher.find()) {
            found.add(matcher.group(1));
        }
        return found;
    }

    private <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> body)
            throws BenchException, InterruptedException {
        try {
            HttpResponse<T> answer = client.send(request, body);
            if (answer.statusCode() >= 300) {
                throw new BenchException(
                        "the server answers %d to %s %s"
                                .formatted(answer.statusCode(), request.method(), request.uri()));
            }
            return answer;
        } catch (IOException e) {
            throw new BenchException("the server can't be asked: " + e, e);
        }
    }

    private URI uri(String rest) {
        return URI.create(server + "/" + bucket + rest);
    }
}
