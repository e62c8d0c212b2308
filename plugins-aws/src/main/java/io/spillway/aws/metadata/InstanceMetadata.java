package io.spillway.aws.metadata;

import io.spillway.cloud.machine.MetadataException;
import io.spillway.cloud.machine.PlainRequest;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Asks the metadata service of the instance that this process runs on, IMDSv2 only. Each call is
 * one request, but for a new session token every six hours, or when the service doesn't take the
 * old one any more (after a stop and start, or a move to another host).
 *
 * <p>Not the SDK's client: that keeps a token which is answered by 401 until its six hours are
 * over, so that a machine which was stopped and started would hear no notice for as long, and it
 * takes no time-out for one call.
 *
 * <p>Thread-safe. Blocks as long as a call says.
 */
public final class InstanceMetadata {
    private static final String TOKEN_PATH = "/latest/api/token";
    private static final String META_DATA = "/latest/meta-data/";
    private static final String DOCUMENT = "/latest/dynamic/instance-identity/document";
    private static final String TOKEN = "X-aws-ec2-metadata-token";
    private static final String LIFETIME = "X-aws-ec2-metadata-token-ttl-seconds";
    private static final Duration LONGEST_LIFETIME = Duration.ofHours(6);

    /** A token isn't used in the last part of its life: clocks differ, and requests take time. */
    private static final Duration EARLY = Duration.ofMinutes(5);

    private final URI endpoint;
    private final LongSupplier nanos;
    private Token token;

    private record Token(String value, long usableUntil) {}

    private record Answer(int status, String body, Optional<String> lifetime) {}

    /**
     * @param nanos a clock that never jumps, from any origin
     */
    public InstanceMetadata(MetadataEndpoint endpoint, LongSupplier nanos) {
        this.endpoint = endpoint.uri();
        this.nanos = nanos;
    }

    /** Where it is, for messages. */
    public URI endpoint() {
        return endpoint;
    }

    /**
     * An item, such as {@code spot/instance-action}; empty when there is none, which is how the
     * service says "no notice".
     */
    public Optional<String> get(String item, Duration timeout) throws MetadataException {
        return read(META_DATA + item, timeout);
    }

    /** Who the instance is. */
    public IdentityDocument identity(Duration timeout) throws MetadataException {
        String text =
                read(DOCUMENT, timeout)
                        .orElseThrow(() -> refused("has no instance identity document", null));
        try {
            return IdentityDocument.parse(text);
        } catch (IllegalArgumentException e) {
            throw refused("has an unreadable instance identity document: " + e.getMessage(), e);
        }
    }

    private Optional<String> read(String path, Duration timeout) throws MetadataException {
        long until = nanos.getAsLong() + timeout.toNanos();
        Answer answer = send("GET", path, TOKEN, token(until, false), until);
        if (answer.status == 401) {
            answer = send("GET", path, TOKEN, token(until, true), until);
        }
        return switch (answer.status) {
            case 200 -> Optional.of(answer.body);
            case 404 -> Optional.empty();
            case 401 -> throw refused("doesn't take the token that it has just given", null);
            case 403 -> throw disabled();
            default -> throw unanswered("answered %d to %s".formatted(answer.status, path), null);
        };
    }

    private synchronized String token(long until, boolean another) throws MetadataException {
        if (another || token == null || token.usableUntil - nanos.getAsLong() <= 0) {
            token = null;
            token = newToken(until);
        }
        return token.value;
    }

    private Token newToken(long until) throws MetadataException {
        String seconds = String.valueOf(LONGEST_LIFETIME.toSeconds());
        Answer answer = send("PUT", TOKEN_PATH, LIFETIME, seconds, until);
        return switch (answer.status) {
            case 200 -> {
                Duration lifetime = answer.lifetime.map(InstanceMetadata::seconds).orElse(EARLY);
                Duration usable =
                        lifetime.compareTo(EARLY.multipliedBy(2)) > 0
                                ? lifetime.minus(EARLY)
                                : lifetime.dividedBy(2);
                yield new Token(answer.body, nanos.getAsLong() + usable.toNanos());
            }
            case 403 -> throw disabled();
            case 404, 405 ->
                    throw refused(
                            "knows no session tokens (%d to PUT %s): it isn't IMDSv2"
                                    .formatted(answer.status, TOKEN_PATH),
                            null);
            case 400 -> throw refused("answered 400 to PUT " + TOKEN_PATH, null);
            default ->
                    throw unanswered(
                            "answered %d to PUT %s".formatted(answer.status, TOKEN_PATH), null);
        };
    }

    private static Duration seconds(String text) {
        try {
            return Duration.ofSeconds(Long.parseLong(text.strip()));
        } catch (NumberFormatException e) {
            return EARLY;
        }
    }

    private Answer send(String method, String path, String header, String value, long until)
            throws MetadataException {
        Duration left = Duration.ofNanos(until - nanos.getAsLong());
        try {
            PlainRequest.Answer answer =
                    PlainRequest.send(
                            method, URI.create(endpoint + path), Map.of(header, value), left);
            return new Answer(answer.status(), answer.body(), answer.header(LIFETIME));
        } catch (InterruptedIOException e) {
            throw unanswered(
                    "gave no answer to %s %s in time%s"
                            .formatted(
                                    method,
                                    path,
                                    method.equals("PUT")
                                            ? "; in a container, the instance's hop limit for it must be 2"
                                            : ""),
                    e);
        } catch (IOException e) {
            throw unanswered("can't be reached: " + e.getMessage(), e);
        }
    }

    private MetadataException disabled() {
        return refused(
                "answers 403, so it is disabled for this instance: enable it, tokens required (aws ec2 modify-instance-metadata-options --http-endpoint enabled --http-tokens required --instance-id ...)",
                null);
    }

    private MetadataException refused(String what, Throwable cause) {
        return new MetadataException(true, said(what), cause);
    }

    private MetadataException unanswered(String what, Throwable cause) {
        return new MetadataException(false, said(what), cause);
    }

    private String said(String what) {
        return "the instance metadata service at %s %s".formatted(endpoint, what);
    }
}
