package io.spillway.gcp.metadata;

import io.spillway.cloud.machine.MetadataException;
import io.spillway.cloud.machine.PlainRequest;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * Asks the metadata server of the VM that this process runs on. Each call is one request.
 *
 * <p>Thread-safe. Blocks as long as a call says.
 */
public final class InstanceMetadata {
    private static final String ROOT = "/computeMetadata/v1/";
    private static final String FLAVOR = "Metadata-Flavor";
    private static final String GOOGLE = "Google";

    /** What the server may take to answer after the time that it was told to wait for a change. */
    private static final Duration ANSWER = Duration.ofSeconds(1);

    private final URI endpoint;

    /**
     * A key's value.
     *
     * @param etag which content it is; empty where the server doesn't say
     */
    public record Value(String text, Optional<String> etag) {}

    public InstanceMetadata(MetadataEndpoint endpoint) {
        this.endpoint = endpoint.uri();
    }

    /** Where it is, for messages. */
    public URI endpoint() {
        return endpoint;
    }

    /** A key's value now, such as {@code instance/name}; empty when there is no such key. */
    public Optional<String> get(String key, Duration timeout) throws MetadataException {
        return read(key, timeout).map(Value::text);
    }

    /** The same with its ETag. */
    public Optional<Value> read(String key, Duration timeout) throws MetadataException {
        return send(key, "", timeout);
    }

    /**
     * A key's value once it isn't the known one any more, or when the time is over. Answers at once
     * with less time than 2 s.
     *
     * @param etag the known one
     */
    public Optional<Value> awaitChange(String key, String etag, Duration timeout)
            throws MetadataException {
        long seconds = timeout.minus(ANSWER).toSeconds();
        return seconds < 1
                ? read(key, timeout)
                : send(
                        key,
                        "?wait_for_change=true&timeout_sec=%d&last_etag=%s"
                                .formatted(
                                        seconds, URLEncoder.encode(etag, StandardCharsets.UTF_8)),
                        timeout);
    }

    private Optional<Value> send(String key, String query, Duration timeout)
            throws MetadataException {
        PlainRequest.Answer answer;
        try {
            answer =
                    PlainRequest.send(
                            "GET",
                            URI.create(endpoint + ROOT + key + query),
                            Map.of(FLAVOR, GOOGLE),
                            timeout);
        } catch (InterruptedIOException e) {
            throw unanswered("gave no answer to %s in time".formatted(key), e);
        } catch (IOException e) {
            throw unanswered("can't be reached: " + e.getMessage(), e);
        }
        if (answer.header(FLAVOR).filter(GOOGLE::equals).isEmpty()) {
            throw refused(
                    "answered %d to %s without the header %s: %s, so this isn't the metadata server; does a proxy or a firewall answer in its place?"
                            .formatted(answer.status(), key, FLAVOR, GOOGLE));
        }
        return switch (answer.status()) {
            case 200 -> Optional.of(new Value(answer.body(), answer.header("ETag")));
            case 404 -> Optional.empty();
            case 403 ->
                    throw refused(
                            "answered 403 to %s: the project's or the VM's settings disable it, or something between adds X-Forwarded-For"
                                    .formatted(key));
            case 429 ->
                    throw new ThrottledException(
                            said("answered 429 to %s: too many requests".formatted(key)));
            case 503 ->
                    throw new UnavailableException(
                            said("answered 503 to " + key),
                            answer.body().contains("no notifications"));
            default -> throw unanswered("answered %d to %s".formatted(answer.status(), key), null);
        };
    }

    private MetadataException refused(String what) {
        return new MetadataException(true, said(what), null);
    }

    private MetadataException unanswered(String what, Throwable cause) {
        return new MetadataException(false, said(what), cause);
    }

    private String said(String what) {
        return "the metadata server at %s %s".formatted(endpoint, what);
    }

    /** It was asked too often. */
    public static final class ThrottledException extends MetadataException {
        private static final long serialVersionUID = 1L;

        ThrottledException(String message) {
            super(false, message, null);
        }
    }

    /** It can't say that now, or has nothing to say of it yet. */
    public static final class UnavailableException extends MetadataException {
        private static final long serialVersionUID = 1L;

        private final boolean nothingYet;

        UnavailableException(String message, boolean nothingYet) {
            super(false, message, null);
            this.nothingYet = nothingYet;
        }

        /** Whether it says that there is nothing yet: its answer for planned maintenance. */
        public boolean nothingYet() {
            return nothingYet;
        }
    }
}
