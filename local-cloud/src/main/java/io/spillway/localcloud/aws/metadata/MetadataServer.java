package io.spillway.localcloud.aws.metadata;

import io.spillway.localcloud.http.FaultPlan;
import io.spillway.localcloud.http.HttpAnswer;
import io.spillway.localcloud.http.HttpRequest;
import io.spillway.localcloud.http.LoopbackServer;
import io.spillway.localcloud.objectstore.Fault;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.function.Predicate;

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
public final class MetadataServer implements AutoCloseable {
    /** The path that tokens are got from. */
    public static final String TOKEN_PATH = "/latest/api/token";

    private static final String TTL = "x-aws-ec2-metadata-token-ttl-seconds";
    private static final String TOKEN = "x-aws-ec2-metadata-token";
    private static final int LONGEST_TTL_SECONDS = 21_600;
    private static final String ROOTS = "dynamic\nmeta-data\nuser-data";

    private final InstanceMetadata metadata;
    private final Clock clock;
    private final Map<String, Instant> tokens = new ConcurrentHashMap<>();
    private final FaultPlan<HttpRequest, Fault> faults = new FaultPlan<>();
    private final List<MetadataRequest> requests = new ArrayList<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private LoopbackServer server;
    private volatile MetadataOptions options;
    private volatile Duration latency = Duration.ZERO;
    private volatile Optional<Fault> outage = Optional.empty();

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
        started.server = LoopbackServer.start("instance-metadata", started::answer);
        return started;
    }

    /** What {@code AWS_EC2_METADATA_SERVICE_ENDPOINT} must be. */
    public URI address() {
        return server.address();
    }

    /** What it says. */
    public InstanceMetadata metadata() {
        return metadata;
    }

    /** Changes the options, as {@code ModifyInstanceMetadataOptions} does. */
    public void modify(MetadataOptions changed) {
        options = changed;
    }

    /** From now on each request takes that much longer. */
    public void delay(Duration each) {
        latency = each;
    }

    /** From now on every request fails like that, until {@link #restore()}. */
    public void fail(Fault fault) {
        outage = Optional.of(fault);
    }

    /** Ends what {@link #fail(Fault)} began. */
    public void restore() {
        outage = Optional.empty();
    }

    /**
     * Fails the next requests of which that is true, as {@link Fault} says; what concerns bodies or
     * conditions does nothing here.
     */
    public void fail(Predicate<HttpRequest> which, Fault fault, int times) {
        faults.add(which, fault, times);
    }

    /** Makes every token that was given out invalid: the next request with one gets 401. */
    public void forgetTokens() {
        tokens.clear();
    }

    /** All requests since the last {@link #reset}, in the order of their answers. */
    public List<MetadataRequest> requests() {
        synchronized (requests) {
            return List.copyOf(requests);
        }
    }

    /** How many requests there were for each path. */
    public Map<String, Integer> counts() {
        Map<String, Integer> counts = new TreeMap<>();
        requests().forEach(each -> counts.merge(each.path(), 1, Integer::sum));
        return counts;
    }

    /** Forgets what was counted and what was to fail. */
    public void reset() {
        synchronized (requests) {
            requests.clear();
        }
        faults.clear();
        restore();
        latency = Duration.ZERO;
    }

    private Optional<HttpAnswer> answer(HttpRequest request) throws InterruptedException {
        Optional<HttpAnswer> answer = decide(request);
        synchronized (requests) {
            requests.add(
                    new MetadataRequest(
                            request.method(),
                            request.path(),
                            answer.map(HttpAnswer::status).orElse(0)));
        }
        return answer;
    }

    private Optional<HttpAnswer> decide(HttpRequest request) throws InterruptedException {
        if (!latency.isZero()) {
            Thread.sleep(latency.toMillis());
        }
        Optional<Fault> fault = outage.or(() -> faults.next(request));
        if (fault.isEmpty()) {
            return Optional.of(serve(request));
        }
        if (fault.get() instanceof Fault.Answer refusal) {
            return Optional.of(error(refusal.status(), refusal.code()));
        }
        if (fault.get() instanceof Fault.Silence) {
            closed.await();
            return Optional.empty();
        }
        if (fault.get() instanceof Fault.ReplaceReply replaced) {
            serve(request);
            return Optional.of(error(replaced.status(), replaced.code()));
        }
        if (fault.get() instanceof Fault.DropReply) {
            serve(request);
            return Optional.empty();
        }
        return fault.get() instanceof Fault.DropRequest
                ? Optional.empty()
                : Optional.of(serve(request));
    }

    private HttpAnswer serve(HttpRequest request) {
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

    @Override
    public void close() {
        closed.countDown();
        server.close();
    }
}
