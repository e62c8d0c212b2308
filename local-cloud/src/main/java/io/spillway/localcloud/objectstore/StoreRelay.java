package io.spillway.localcloud.objectstore;

import io.spillway.localcloud.http.FaultPlan;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Predicate;

/**
 * Stands before a store's server. Counts, delays, and fails. Lets conditional writes through one at
 * a time where the server doesn't check and write in one step. Thread-safe.
 */
public final class StoreRelay implements AutoCloseable {
    private static final int BACKLOG = 200;

    private final ServerSocketChannel listener;
    private final InetSocketAddress server;
    private final StoreDialect dialect;
    private final ExecutorService threads = Executors.newCachedThreadPool(StoreRelay::daemon);
    private final KeptObjects kept = new KeptObjects();
    private final RelayBuffers buffers = new RelayBuffers();
    private final Set<SocketChannel> open = ConcurrentHashMap.newKeySet();
    private final ReadWriteLock writes = new ReentrantReadWriteLock(true);

    private final List<SeenRequest> requests = new ArrayList<>();
    private final FaultPlan<SeenRequest, Fault> faults = new FaultPlan<>();
    private final Map<String, Duration> served = new TreeMap<>();
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicLong sentBytes = new AtomicLong();
    private final AtomicLong receivedBytes = new AtomicLong();
    private final AtomicInteger active = new AtomicInteger();
    private volatile Duration latency = Duration.ZERO;
    private volatile long bytesPerSecond;

    private StoreRelay(
            ServerSocketChannel listener, InetSocketAddress server, StoreDialect dialect) {
        this.listener = listener;
        this.dialect = dialect;
        this.server = server;
    }

    /** Starts one before the S3 server that listens on that port of the loopback interface. */
    public static StoreRelay before(int port) throws IOException {
        return before(port, new S3Dialect(false));
    }

    /** Starts one before an S3 server that checks conditions and writes in one step. */
    public static StoreRelay beforeAtomic(InetSocketAddress server) throws IOException {
        return before(server, new S3Dialect(true));
    }

    /** Starts one before a server of any kind. */
    public static StoreRelay before(int port, StoreDialect dialect) throws IOException {
        return before(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), dialect);
    }

    /** Starts one before a server of any kind, wherever it is. */
    public static StoreRelay before(InetSocketAddress server, StoreDialect dialect)
            throws IOException {
        StoreRelay relay =
                new StoreRelay(
                        ServerSocketChannel.open()
                                .bind(
                                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                                        BACKLOG),
                        server,
                        dialect);
        relay.threads.execute(relay::accept);
        return relay;
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "store-relay");
        thread.setDaemon(true);
        return thread;
    }

    /** What clients take for the server. */
    public URI address() {
        return URI.create("http://127.0.0.1:" + listener.socket().getLocalPort());
    }

    /** From now on each request takes that much longer. */
    public void delay(Duration each) {
        latency = each;
    }

    /**
     * From now on no connection passes more than that in either direction.
     *
     * @param most bytes in a second; 0 for any
     */
    public void limit(long most) {
        bytesPerSecond = most;
    }

    /**
     * From now on the bytes of an object come from a copy of it. The server is asked as before, but
     * for one byte of each range, and what it answers is passed on.
     *
     * @param key of an object that nobody replaces
     * @param file with the same bytes; as long as this relay is open
     */
    public void keep(String key, Path file) throws IOException {
        kept.keep(key, file);
    }

    /** Fails the next requests of which that is true. */
    public void fail(Predicate<SeenRequest> which, Fault fault, int times) {
        faults.add(which, fault, times);
    }

    /** Fails the next requests of that kind. */
    public void fail(String kind, Fault fault, int times) {
        fail(each -> each.kind().equals(kind), fault, times);
    }

    /** Forgets what was counted and what was to fail. */
    public void reset() {
        synchronized (requests) {
            requests.clear();
            served.clear();
        }
        faults.clear();
        connections.set(0);
        sentBytes.set(0);
        receivedBytes.set(0);
    }

    /** All requests since the last reset. */
    public List<SeenRequest> requests() {
        synchronized (requests) {
            return List.copyOf(requests);
        }
    }

    /** How many of each kind. */
    public Map<String, Integer> counts() {
        Map<String, Integer> counts = new TreeMap<>();
        requests().forEach(each -> counts.merge(each.kind(), 1, Integer::sum));
        return counts;
    }

    /**
     * How long the server has taken for each kind, from the last byte of a request to the first of
     * its answer, all of them together.
     */
    public Map<String, Duration> served() {
        synchronized (requests) {
            return new TreeMap<>(served);
        }
    }

    /** How many connections clients have made. */
    public int connections() {
        return connections.get();
    }

    /** How many bytes of bodies clients were sent, those of answers that they gave up included. */
    public long sentBytes() {
        return sentBytes.get();
    }

    /** How many bytes of bodies clients have sent. */
    public long receivedBytes() {
        return receivedBytes.get();
    }

    /** How many requests are on their way: begun, and not answered to their end. */
    public int active() {
        return active.get();
    }

    private void accept() {
        try {
            while (true) {
                SocketChannel client = listener.accept();
                client.setOption(StandardSocketOptions.TCP_NODELAY, true);
                connections.incrementAndGet();
                open.add(client);
                threads.execute(() -> serve(client));
            }
        } catch (IOException e) {
            // Closed.
        }
    }

    private void serve(SocketChannel client) {
        try (client;
                RelayedConnection connection = new RelayedConnection(this, client, server)) {
            connection.serve();
        } catch (IOException e) {
            // The client or the server hung up.
        } finally {
            open.remove(client);
        }
    }

    Optional<Fault> begin(SeenRequest request) {
        active.incrementAndGet();
        synchronized (requests) {
            requests.add(request);
        }
        return faults.next(request);
    }

    StoreDialect dialect() {
        return dialect;
    }

    long bytesPerSecond() {
        return bytesPerSecond;
    }

    Duration latency() {
        return latency;
    }

    KeptObjects kept() {
        return kept;
    }

    RelayBuffers buffers() {
        return buffers;
    }

    ReadWriteLock writes() {
        return writes;
    }

    void served(SeenRequest request, long nanos) {
        synchronized (requests) {
            served.merge(request.kind(), Duration.ofNanos(nanos), Duration::plus);
        }
    }

    void end() {
        active.decrementAndGet();
    }

    void sent(long bytes) {
        sentBytes.addAndGet(bytes);
    }

    void received(long bytes) {
        receivedBytes.addAndGet(bytes);
    }

    boolean closed() {
        return !listener.isOpen();
    }

    @Override
    public void close() {
        try {
            listener.close();
            for (SocketChannel each : open) {
                each.close();
            }
            kept.close();
        } catch (IOException e) {
            // Nothing that anybody could do about it.
        }
        threads.shutdownNow();
    }
}
