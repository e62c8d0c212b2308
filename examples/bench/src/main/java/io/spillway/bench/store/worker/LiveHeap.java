package io.spillway.bench.store.worker;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * How much heap is live at most, beyond what was live at the begin: collects all garbage again and
 * again and looks at what is left. That slows down everything else.
 */
final class LiveHeap implements AutoCloseable {
    /** How long what ran before gets to let go of something more. */
    private static final Duration SETTLING = Duration.ofMillis(200);

    /** For how many times that at most. */
    private static final int SETTLINGS = 20;

    private final long before;
    private final Thread thread = new Thread(this::watch, "live-heap");
    private volatile long most;
    private volatile boolean closed;

    /** Waits until what is live gets no less by itself: 4 s at most. */
    LiveHeap() {
        before = settled();
        most = before;
        thread.setDaemon(true);
        thread.start();
    }

    /** What ran before may hold on to its memory for a moment, and would hide as much. */
    private static long settled() {
        long least = live();
        for (int i = 0; i < SETTLINGS; i++) {
            LockSupport.parkNanos(SETTLING.toNanos());
            long now = live();
            if (now >= least) {
                break;
            }
            least = now;
        }
        return least;
    }

    private static long live() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    /** Looks now, and not when it comes to it. */
    synchronized void look() {
        most = Math.max(most, live());
    }

    private void watch() {
        while (!closed) {
            long begin = System.nanoTime();
            look();
            // A collection stops everything else, which has to go on, too.
            LockSupport.parkNanos(2 * (System.nanoTime() - begin));
        }
    }

    /** In bytes, so far. */
    long most() {
        return most - before;
    }

    @Override
    public void close() throws InterruptedException {
        closed = true;
        thread.join();
    }
}
