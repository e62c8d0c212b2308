package io.spillway.s3.client;

import io.spillway.checkpoint.objects.DaemonThreads;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Ends calls that take too long. The SDK sets two tasks for each call, and cancels them when it has
 * an answer. The timer that it would make itself, of five threads for each client, keeps what was
 * cancelled until its time has come, and wakes a thread for each then. This one drops it, many at a
 * time: dropping each at once would leave none that is due before the next, and setting the
 * earliest wakes the thread.
 */
final class CallTimer extends ScheduledThreadPoolExecutor {
    /** Tasks that are set until those that were cancelled are dropped. */
    static final int MANY = 512;

    private final AtomicInteger set = new AtomicInteger();

    /**
     * Starts it; its thread is a daemon.
     *
     * @param name of its thread
     */
    CallTimer(String name) {
        super(1, new DaemonThreads(name));
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
        if (set.incrementAndGet() % MANY == 0) {
            purge();
        }
        return super.schedule(task, delay, unit);
    }
}
