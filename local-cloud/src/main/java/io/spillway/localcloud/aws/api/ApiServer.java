package io.spillway.localcloud.aws.api;

import io.spillway.localcloud.http.HttpAnswer;
import io.spillway.localcloud.http.HttpRequest;
import io.spillway.localcloud.http.LoopbackServer;
import io.spillway.localcloud.objectstore.Fault;
import io.spillway.localcloud.service.SeenRequests;
import io.spillway.localcloud.service.Steering;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.GZIPInputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves one of the emulated services on the loopback interface. Knows who calls, records what was
 * called, delays and fails by action. Thread-safe.
 */
public final class ApiServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ApiServer.class);

    private final Service service;
    private final Principals principals;
    private final Clock clock;
    private final List<Protocol> protocols;
    private final Steering<ApiRequest> steering = new Steering<>();
    private final Map<String, Duration> latencies = new ConcurrentHashMap<>();
    private final SeenRequests<ApiCall> calls = new SeenRequests<>(ApiCall::action);
    private LoopbackServer server;

    private ApiServer(
            Service service, Principals principals, Clock clock, List<Protocol> protocols) {
        this.service = service;
        this.principals = principals;
        this.clock = clock;
        this.protocols = protocols;
    }

    /** Starts one that speaks the Query protocol alone. */
    public static ApiServer query(Service service, Principals principals, Clock clock)
            throws IOException {
        return start(service, principals, clock, List.of(new QueryProtocol()));
    }

    /** Starts one that speaks RPC v2 with CBOR, and the Query protocol as well. */
    public static ApiServer cborAndQuery(Service service, Principals principals, Clock clock)
            throws IOException {
        return start(service, principals, clock, List.of(new CborProtocol(), new QueryProtocol()));
    }

    private static ApiServer start(
            Service service, Principals principals, Clock clock, List<Protocol> protocols)
            throws IOException {
        ApiServer started = new ApiServer(service, principals, clock, protocols);
        started.server = LoopbackServer.start(service.name(), started::answer);
        return started;
    }

    /** Where clients find it. */
    public URI address() {
        return server.address();
    }

    /** From now on each call of that action takes that much longer. */
    public void delay(String action, Duration each) {
        latencies.put(action, each);
    }

    /**
     * Fails the next calls of an action. An answer's code is the error's: {@code Throttling} with
     * 400, {@code AccessDenied} with 403, {@code ServiceUnavailable} with 503. {@link
     * Fault.DropReply} does what was asked, and hangs up. What concerns bodies or conditions does
     * nothing here.
     */
    public void fail(String action, Fault fault, int times) {
        steering.fail(request -> request.action().equals(action), fault, times);
    }

    /** All calls since the last {@link #reset}, in the order of their answers. */
    public List<ApiCall> calls() {
        return calls.all();
    }

    /** How many calls there were of each action. */
    public Map<String, Integer> counts() {
        return calls.counts();
    }

    /** Forgets what was recorded, delayed and to fail. */
    public void reset() {
        calls.clear();
        steering.reset();
        latencies.clear();
    }

    private Optional<HttpAnswer> answer(HttpRequest request) throws InterruptedException {
        String id = UUID.randomUUID().toString();
        Optional<Protocol> protocol =
                protocols.stream().filter(each -> each.speaks(request)).findFirst();
        if (protocol.isEmpty()) {
            return Optional.of(
                    HttpAnswer.text(404, "text/plain", "the local cloud doesn't speak that\n"));
        }
        Recording recording = new Recording();
        try {
            Protocol.Call call = protocol.get().read(request, decompressed(request));
            recording.call = call;
            Principal principal = principals.authenticate(request.header("authorization"));
            recording.principal = Optional.of(principal);
            ApiRequest known =
                    new ApiRequest(
                            call.action(), call.parameters(), principal, request.body().length);
            Optional<HttpAnswer> answer =
                    steering.steer(
                            known,
                            latencies.getOrDefault(known.action(), Duration.ZERO),
                            new Answering(known, protocol.get(), id));
            if (answer.isEmpty()) {
                recording.outcome = ApiCall.NO_ANSWER;
            }
            return answer;
        } catch (ApiError e) {
            recording.outcome = e.code();
            return Optional.of(protocol.get().answer(service, e, id));
        } catch (RuntimeException e) {
            LOG.error("A call of {} failed", service.name(), e);
            recording.outcome = "InternalFailure";
            return Optional.of(
                    protocol.get()
                            .answer(
                                    service,
                                    new ApiError(500, "InternalFailure", e.toString()),
                                    id));
        } finally {
            record(recording);
        }
    }

    private final class Answering implements Steering.Answering<HttpAnswer, ApiError> {
        private final ApiRequest request;
        private final Protocol protocol;
        private final String id;

        Answering(ApiRequest request, Protocol protocol, String id) {
            this.request = request;
            this.protocol = protocol;
            this.id = id;
        }

        @Override
        public HttpAnswer answer() throws ApiError, InterruptedException {
            principals.authorize(request.principal(), permission(), service.resource(request));
            return protocol.answer(service, request.action(), service.call(request), id);
        }

        @Override
        public HttpAnswer refusal(int status, String code) throws ApiError {
            throw switch (code) {
                case "AccessDenied" ->
                        Principals.denied(
                                request.principal(), permission(), service.resource(request));
                case "Throttling" -> new ApiError(status, code, "Rate exceeded");
                default -> new ApiError(status, code, "as the local cloud was told");
            };
        }

        private String permission() {
            return service.name() + ":" + request.action();
        }
    }

    /** The SDK compresses what is large, where a service allows it. */
    private static byte[] decompressed(HttpRequest request) throws ApiError {
        if (request.header("content-encoding").filter("gzip"::equals).isEmpty()) {
            return request.body();
        }
        try (InputStream body = new GZIPInputStream(new ByteArrayInputStream(request.body()))) {
            return body.readAllBytes();
        } catch (IOException e) {
            throw new ApiError(400, "SerializationException", "no gzip: " + e.getMessage());
        }
    }

    private void record(Recording recording) {
        String action = recording.call == null ? "" : recording.call.action();
        Map<String, Object> parameters =
                recording.call == null ? Map.of() : recording.call.parameters().values();
        calls.add(
                new ApiCall(
                        clock.instant(),
                        service.name() + ":" + action,
                        parameters,
                        recording.principal,
                        recording.outcome));
    }

    /** What is known of a call while it is served. */
    private static final class Recording {
        private Protocol.Call call;
        private Optional<Principal> principal = Optional.empty();
        private String outcome = ApiCall.OK;
    }

    @Override
    public void close() {
        steering.close();
        server.close();
    }
}
