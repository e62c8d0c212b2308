package io.spillway.bench.measure;

import io.spillway.examples.sequence.Passed;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listens on loopback for the benchmark's job, whose subtasks tell of each record that passes the
 * keyed operator as it passes.
 */
public final class SocketOutput implements Output {
    private static final Logger LOG = LoggerFactory.getLogger(SocketOutput.class);
    private static final int BUFFER_BYTES = 1 << 16;

    private final SequenceLog log;
    private final long recordsUntilFilled;
    private final Clock clock;
    private final ServerSocket server;
    private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /**
     * Listens on a free port from now on.
     *
     * @param keys how many keys the job has
     * @param recordsPerSecond of all keys together
     * @param recordsUntilFilled after how many records of each key the state has its size
     * @param clock the one that the job's times are by
     */
    public SocketOutput(int keys, int recordsPerSecond, long recordsUntilFilled, Clock clock)
            throws IOException {
        this.log = new SequenceLog(keys, recordsPerSecond);
        this.recordsUntilFilled = recordsUntilFilled;
        this.clock = clock;
        this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        start("output-listener", this::accept);
    }

    /** Where it listens. */
    public int port() {
        return server.getLocalPort();
    }

    private static void start(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        while (!closed) {
            try {
                Socket connection = server.accept();
                connections.add(connection);
                start("output-reader", () -> read(connection));
            } catch (IOException e) {
                if (!closed) {
                    LOG.warn("Output can't be listened for any more", e);
                }
                return;
            }
        }
    }

    private void read(Socket connection) {
        try (connection;
                DataInputStream in =
                        new DataInputStream(
                                new BufferedInputStream(
                                        connection.getInputStream(), BUFFER_BYTES))) {
            while (true) {
                Passed passed = Passed.read(in);
                log.add(
                        passed.key(),
                        passed.number(),
                        passed.counted(),
                        passed.timeMicros(),
                        passed.parallelism());
            }
        } catch (EOFException | SocketException e) {
            // The subtask has gone, one way or another.
            LOG.debug("A subtask's output ends", e);
        } catch (IOException e) {
            LOG.warn("A subtask's output can't be read", e);
        } finally {
            connections.remove(connection);
        }
    }

    @Override
    public boolean flows(int parallelism, Duration span) {
        return log.flows(parallelism, clock.millis() * 1000, span);
    }

    @Override
    public boolean isFilled() {
        return log.least() >= recordsUntilFilled;
    }

    @Override
    public boolean hasCaughtUp() {
        return log.hasCaughtUp();
    }

    @Override
    public long repeated() {
        return log.repeated();
    }

    @Override
    public double longestGapMs(double fromMs, double toMs) {
        return log.longestGapMicros(micros(fromMs), micros(toMs)) / 1e3;
    }

    @Override
    public OptionalDouble worstKeyGapMs(double fromMs, double toMs) {
        return OptionalDouble.of(log.worstKeyGapMicros(micros(fromMs), micros(toMs)) / 1e3);
    }

    @Override
    public OptionalDouble firstAtMs(int parallelism, double afterMs) {
        OptionalLong first = log.firstAtMicros(parallelism);
        return first.isPresent() && first.getAsLong() >= micros(afterMs)
                ? OptionalDouble.of(first.getAsLong() / 1e3)
                : OptionalDouble.empty();
    }

    @Override
    public OptionalLong lost() {
        return OptionalLong.of(log.missing());
    }

    @Override
    public OptionalLong miscounted() {
        return OptionalLong.of(log.miscounted());
    }

    @Override
    public Optional<String> finish() {
        if (log.missing() > 0 || log.miscounted() > 0) {
            return Optional.of(
                    "of %d records %d were lost and %d counted wrongly by the job's state"
                            .formatted(log.records(), log.missing(), log.miscounted()));
        }
        return Optional.empty();
    }

    @Override
    public void forgetTimes() {
        log.forgetTimes();
    }

    private static long micros(double ms) {
        return Math.round(ms * 1e3);
    }

    @Override
    public void close() {
        closed = true;
        close(server);
        connections.forEach(SocketOutput::close);
    }

    private static void close(AutoCloseable socket) {
        try {
            socket.close();
        } catch (Exception e) {
            LOG.debug("{} can't be closed", socket, e);
        }
    }
}
