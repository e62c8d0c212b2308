package io.spillway.localcloud.aws.metadata;

import io.spillway.localcloud.http.HttpAnswer;
import io.spillway.localcloud.http.HttpRequest;
import io.spillway.localcloud.service.SteeredServer;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * One instance's metadata endpoint (EC2 user guide, "Use the Instance Metadata Service to access
 * instance metadata" and "How Instance Metadata Service Version 2 works"):
 *
 * <ul>
 *   <li>{@code PUT /latest/api/token} wants a time to live of 1 to 21,600 seconds, else 400, and is
 *       refused when it has come through a proxy ({@code X-Forwarded-For}; 403, since the page
 *       doesn't say which);
 *   <li>401 for a token that is missing, unknown or expired; 403 when metadata is off; 404 for what
 *       isn't there.
 * </ul>
 *
 * <p>Counts, delays, and fails, by path. Thread-safe.
 */
public final class MetadataServer extends SteeredServer {
    /** The path that tokens are got from. */
    public static final String TOKEN_PATH = "/latest/api/token";

    private static final String TTL = "x-aws-ec2-metadata-token-ttl-seconds";
    private static final String TOKEN = "x-aws-ec2-metadata-token";
    private static final int LONGEST_TTL_SECONDS = 21_600;
    private static final String ROOTS = "dynamic\nmeta-data\nuser-data";

    private final InstanceMetadata metadata;
    private final Clock clock;
    private final Map<String, Instant> tokens = new ConcurrentHashMap<>();
    private volatile MetadataOptions options;

    private MetadataServer(InstanceMetadata metadata, MetadataOptions options, Clock clock) {
        this.metadata = metadata;
        this.options = options;
        this.clock = clock;
    }

    /**
     * Starts one; it answers when this returns.
     *
     * @param clock that tokens expire by
     */
    public static MetadataServer start(
            InstanceMetadata metadata, MetadataOptions options, Clock clock) throws IOException {
        MetadataServer started = new MetadataServer(metadata, options, clock);
        started.serve("instance-metadata");
        return started;
    }

    /** What it says; the address is what {@code AWS_EC2_METADATA_SERVICE_ENDPOINT} must be. */
    public InstanceMetadata metadata() {
        return metadata;
    }

    /** Changes the options, as {@code ModifyInstanceMetadataOptions} does. */
    public void modify(MetadataOptions changed) {
        options = changed;
    }

    /** Makes every token that was given out invalid: the next request with one gets 401. */
    public void forgetTokens() {
        tokens.clear();
    }

    @Override
    protected HttpAnswer answer(HttpRequest request) {
        if (!options.enabled()) {
            return error(403, "Forbidden");
        }
        String path = URLDecoder.decode(request.path(), StandardCharsets.UTF_8);
        if (path.equals(TOKEN_PATH)) {
            return request.method().equals("PUT") ? token(request) : error(405, "Not Allowed");
        }
        if (!request.method().equals("GET") && !request.method().equals("HEAD")) {
            return error(405, "Not Allowed");
        }
        if (!admitted(request)) {
            return error(401, "Unauthorized");
        }
        Optional<String> item =
                path.equals("/latest") || path.equals("/latest/")
                        ? Optional.of(ROOTS)
                        : metadata.get(path);
        return item.map(text -> HttpAnswer.text(200, "text/plain", text))
                .orElseGet(() -> error(404, "Not Found"));
    }

    @Override
    protected HttpAnswer refusal(HttpRequest request, int status, String code) {
        return error(status, code);
    }

    private HttpAnswer token(HttpRequest request) {
        if (request.header("x-forwarded-for").isPresent()) {
            return error(403, "Forbidden");
        }
        String text = request.header(TTL).orElse("");
        if (!text.matches("[0-9]{1,5}")) {
            return error(400, "Bad Request");
        }
        int seconds = Integer.parseInt(text);
        if (seconds < 1 || seconds > LONGEST_TTL_SECONDS) {
            return error(400, "Bad Request");
        }
        String token = UUID.randomUUID().toString().replace("-", "") + "==";
        tokens.put(token, clock.instant().plusSeconds(seconds));
        return HttpAnswer.text(200, "text/plain", token)
                .with("X-Aws-Ec2-Metadata-Token-Ttl-Seconds", text);
    }

    private boolean admitted(HttpRequest request) {
        Optional<String> token = request.header(TOKEN);
        if (token.isEmpty()) {
            return !options.tokensRequired();
        }
        Instant expiry = tokens.get(token.get());
        return expiry != null && clock.instant().isBefore(expiry);
    }

    /** As EC2's front end formats what it refuses. */
    private static HttpAnswer error(int status, String title) {
        return HttpAnswer.text(
                status,
                "text/html",
                ("<?xml version=\"1.0\" encoding=\"iso-8859-1\"?>\n"
                                + "<html><head><title>%d - %s</title></head>"
                                + "<body><h1>%d - %s</h1></body></html>\n")
                        .formatted(status, title, status, title));
    }
}
