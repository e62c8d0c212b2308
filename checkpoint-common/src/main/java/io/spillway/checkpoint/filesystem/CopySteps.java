package io.spillway.checkpoint.filesystem;

import io.spillway.checkpoint.objects.RangeStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;

/**
 * What one bulk copy does at once, by threads of the process. Nothing more begins after the first
 * failure. Thread-safe.
 */
final class CopySteps implements Closeable {
    /** Of one bulk copy, so that others get their turns. */
    static final int PARALLEL = 16;

    /** One of the things to do. */
    @FunctionalInterface
    interface Step {
        void run() throws IOException;
    }

    /** Asks for bytes; blocks until they begin to arrive. */
    @FunctionalInterface
    interface Request {
        RangeStream send() throws IOException;
    }

    private final Executor threads;
    private final Semaphore turns = new Semaphore(PARALLEL);
    private final Set<RangeStream> open = new HashSet<>();
    private int running;

    /**
     * How many of those that run wait for an answer to begin; they write nothing once it is over.
     */
    private int asking;

    private boolean closed;
    private IOException failure;

    CopySteps(Executor threads) {
        this.threads = threads;
    }

    /** Runs a step on a thread of its own; waits for a turn. */
    void run(Step step) throws IOException {
        try {
            turns.acquire();
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
        if (!begin(step)) {
            check();
        }
    }

    /** Runs a step on a thread of its own if a turn is free; whether it does. */
    boolean runIfFree(Step step) {
        return turns.tryAcquire() && begin(step);
    }

    /** How many turns are taken. */
    int taken() {
        return PARALLEL - turns.availablePermits();
    }

    private boolean begin(Step step) {
        synchronized (this) {
            if (ended()) {
                turns.release();
                return false;
            }
            running++;
        }
        threads.execute(
                () -> {
                    try {
                        if (!ended()) {
                            step.run();
                        }
                    } catch (IOException e) {
                        fail(e);
                    } catch (RuntimeException | Error e) {
                        fail(new IOException("a copy failed", e));
                    } finally {
                        finish();
                    }
                });
        return true;
    }

    private synchronized void fail(IOException e) {
        if (failure == null) {
            failure = e;
        }
    }

    private synchronized void finish() {
        turns.release();
        running--;
        notifyAll();
    }

    /** Whether all is over, for whatever reason. */
    synchronized boolean ended() {
        return closed || failure != null;
    }

    /** Asks for bytes, whose connection is dropped when all is over before they have arrived. */
    RangeStream ask(Request request) throws IOException {
        synchronized (this) {
            asking++;
            notifyAll();
        }
        RangeStream stream = null;
        try {
            stream = request.send();
        } finally {
            answered(Optional.ofNullable(stream));
        }
        if (ended()) {
            stream.abort();
            stream.close();
            throw givenUp();
        }
        return stream;
    }

    private synchronized void answered(Optional<RangeStream> stream) {
        asking--;
        if (!ended()) {
            stream.ifPresent(open::add);
        }
        notifyAll();
    }

    /** Nothing more is wanted of these bytes. */
    synchronized void forget(RangeStream stream) {
        open.remove(stream);
    }

    /** Waits until all that was begun is done; throws the first failure. */
    synchronized void awaitAll() throws IOException {
        while (running > 0 && !ended()) {
            try {
                wait();
            } catch (InterruptedException e) {
                throw interrupted(e);
            }
        }
        check();
    }

    /** So that no thread writes into a file that is closed or deleted, or makes an object. */
    synchronized void awaitAllQuietly() {
        boolean interrupted = false;
        while (running > asking) {
            try {
                wait();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void check() throws IOException {
        if (failure != null) {
            throw failure;
        }
        if (closed) {
            throw givenUp();
        }
    }

    private static IOException givenUp() {
        return new IOException("copying was given up");
    }

    private static InterruptedIOException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        InterruptedIOException interrupted =
                new InterruptedIOException("interrupted while copying");
        interrupted.initCause(e);
        return interrupted;
    }

    /** Stops what is under way. */
    @Override
    public void close() {
        List<RangeStream> left;
        synchronized (this) {
            closed = true;
            left = List.copyOf(open);
            notifyAll();
        }
        left.forEach(RangeStream::abort);
    }
}
