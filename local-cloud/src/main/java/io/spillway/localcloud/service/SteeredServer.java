package io.spillway.localcloud.service;

import io.spillway.localcloud.http.HttpAnswer;
import io.spillway.localcloud.http.HttpRequest;
import io.spillway.localcloud.http.LoopbackServer;
import io.spillway.localcloud.objectstore.Fault;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * An HTTP server on the loopback interface that counts what it is asked for, and delays and fails
 * answers as it is told. Thread-safe.
 */
public abstract class SteeredServer implements AutoCloseable {

    private final Steering<HttpRequest> steering = new Steering<>();
    private final SeenRequests<ServedRequest> requests = new SeenRequests<>(ServedRequest::path);
    private LoopbackServer server;
    private volatile Duration latency = Duration.ZERO;

    /**
     * Begins to serve; it answers when this returns. Called once.
     *
     * @param name of its threads
     */
    protected final void serve(String name) throws IOException {
        server = LoopbackServer.start(name, this::steered);
    }

    /** The answer. May block; is interrupted when the server is closed. */
    protected abstract HttpAnswer answer(HttpRequest request) throws InterruptedException;

    /** How the service words a refusal that a fault asks for. */
    protected abstract HttpAnswer refusal(HttpRequest request, int status, String code);

    /** Where it is, without a slash at the end. */
    public final URI address() {
        return server.address();
    }

    /** From now on each request takes that much longer. */
    public final void delay(Duration each) {
        latency = each;
    }

    /**
     * From now on every request fails like that, until {@link #restore()}. So does a question whose
     * answer has been waited for since before.
     */
    public final void fail(Fault fault) {
        steering.fail(fault);
    }

    /** Ends what {@link #fail(Fault)} began. */
    public final void restore() {
        steering.restore();
    }

    /**
     * Fails the next requests of which that is true, as {@link Fault} says; what concerns bodies or
     * conditions does nothing here.
     */
    public final void fail(Predicate<HttpRequest> which, Fault fault, int times) {
        steering.fail(which, fault, times);
    }

    /** All requests since the last {@link #reset}, in the order of their answers. */
    public final List<ServedRequest> requests() {
        return requests.all();
    }

    /** How many requests there were for each path. */
    public final Map<String, Integer> counts() {
        return requests.counts();
    }

    /** Forgets what was counted and what was to fail. */
    public final void reset() {
        requests.clear();
        steering.reset();
        latency = Duration.ZERO;
    }

    private Optional<HttpAnswer> steered(HttpRequest request) throws InterruptedException {
        Optional<HttpAnswer> answer = steering.steer(request, latency, new Answering(request));
        requests.add(
                new ServedRequest(
                        request.method(),
                        request.path(),
                        answer.map(HttpAnswer::status).orElse(ServedRequest.NO_ANSWER)));
        return answer;
    }

    private final class Answering implements Steering.Answering<HttpAnswer, RuntimeException> {
        private final HttpRequest request;

        Answering(HttpRequest request) {
            this.request = request;
        }

        @Override
        public HttpAnswer answer() throws InterruptedException {
            return SteeredServer.this.answer(request);
        }

        @Override
        public HttpAnswer refusal(int status, String code) {
            return SteeredServer.this.refusal(request, status, code);
        }

        @Override
        public boolean changesNothing() {
            return request.method().equals("GET");
        }
    }

    @Override
    public void close() {
        steering.close();
        server.close();
    }
}
