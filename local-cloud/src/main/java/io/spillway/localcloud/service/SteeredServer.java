package io.spillway.localcloud.service;

import io.spillway.localcloud.http.FaultPlan;
import io.spillway.localcloud.http.HttpAnswer;
import io.spillway.localcloud.http.HttpRequest;
import io.spillway.localcloud.http.LoopbackServer;
import io.spillway.localcloud.objectstore.Fault;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.function.Predicate;

/**
 * An HTTP server on the loopback interface that counts what it is asked for, and delays and fails
 * answers as it is told. Thread-safe.
 */
public abstract class SteeredServer implements AutoCloseable {

    private final FaultPlan<HttpRequest, Fault> faults = new FaultPlan<>();
    private final List<ServedRequest> requests = new ArrayList<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private LoopbackServer server;
    private volatile Duration latency = Duration.ZERO;
    private volatile Optional<Fault> outage = Optional.empty();

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
        outage = Optional.of(fault);
    }

    /** Ends what {@link #fail(Fault)} began. */
    public final void restore() {
        outage = Optional.empty();
    }

    /**
     * Fails the next requests of which that is true, as {@link Fault} says; what concerns bodies or
     * conditions does nothing here.
     */
    public final void fail(Predicate<HttpRequest> which, Fault fault, int times) {
        faults.add(which, fault, times);
    }

    /** All requests since the last {@link #reset}, in the order of their answers. */
    public final List<ServedRequest> requests() {
        synchronized (requests) {
            return List.copyOf(requests);
        }
    }

    /** How many requests there were for each path. */
    public final Map<String, Integer> counts() {
        Map<String, Integer> counts = new TreeMap<>();
        requests().forEach(each -> counts.merge(each.path(), 1, Integer::sum));
        return counts;
    }

    /** Forgets what was counted and what was to fail. */
    public final void reset() {
        synchronized (requests) {
            requests.clear();
        }
        faults.clear();
        restore();
        latency = Duration.ZERO;
    }

    private Optional<HttpAnswer> steered(HttpRequest request) throws InterruptedException {
        Optional<HttpAnswer> answer = decide(request);
        synchronized (requests) {
            requests.add(
                    new ServedRequest(
                            request.method(),
                            request.path(),
                            answer.map(HttpAnswer::status).orElse(ServedRequest.NO_ANSWER)));
        }
        return answer;
    }

    private Optional<HttpAnswer> decide(HttpRequest request) throws InterruptedException {
        if (!latency.isZero()) {
            Thread.sleep(latency.toMillis());
        }
        Optional<Fault> fault = outage.or(() -> faults.next(request));
        if (fault.isEmpty()) {
            HttpAnswer answer = answer(request);
            return outage.isPresent() && request.method().equals("GET")
                    ? failed(request, outage.get())
                    : Optional.of(answer);
        }
        return failed(request, fault.get());
    }

    private Optional<HttpAnswer> failed(HttpRequest request, Fault fault)
            throws InterruptedException {
        if (fault instanceof Fault.Answer refusal) {
            return Optional.of(refusal(request, refusal.status(), refusal.code()));
        }
        if (fault instanceof Fault.Silence) {
            closed.await();
            return Optional.empty();
        }
        if (fault instanceof Fault.ReplaceReply replaced) {
            answer(request);
            return Optional.of(refusal(request, replaced.status(), replaced.code()));
        }
        if (fault instanceof Fault.DropReply) {
            answer(request);
            return Optional.empty();
        }
        return fault instanceof Fault.DropRequest ? Optional.empty() : Optional.of(answer(request));
    }

    @Override
    public void close() {
        closed.countDown();
        server.close();
    }
}
