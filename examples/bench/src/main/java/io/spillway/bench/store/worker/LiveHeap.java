package io.spillway.bench.store.worker;

import java.util.concurrent.locks.LockSupport;

/**
 * How much heap is live at most, beyond what was live at the begin: collects all garbage again and
 * again and looks at what is left. That slows down everything else.
 */
final class LiveHeap implements AutoCloseable {
    private final long before;
    private final Thread thread = new Thread(this::watch, "live-heap");
    private volatile long most;
    private volatile boolean closed;

    LiveHeap() {
        before = live();
        most = before;
        thread.setDaemon(true);
        thread.start();
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
