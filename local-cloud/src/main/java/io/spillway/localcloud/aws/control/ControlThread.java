package io.spillway.localcloud.aws.control;

import io.spillway.localcloud.aws.api.ApiError;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that owns all state of the emulated cloud: whoever wants to know or change
 * something asks it.
 */
public final class ControlThread {
    private static final Logger LOG = LoggerFactory.getLogger(ControlThread.class);

    private final ScheduledExecutorService executor;
    private final Clock clock;

    /**
     * A cloud's own.
     *
     * @param executor with one thread; it stays the caller's
     */
    public ControlThread(ScheduledExecutorService executor, Clock clock) {
        this.executor = executor;
        this.clock = clock;
    }

    /** What it is asked for. */
    @FunctionalInterface
    public interface Task<T> {
        /** Does it, on the thread. */
        T run() throws ApiError;
    }

    /** Now. May be called by any thread. */
    public Instant now() {
        return clock.instant();
    }

    /**
     * Asks the thread, and waits for the answer. Not to be called on the thread itself.
     *
     * @throws IllegalStateException when the cloud has been closed
     */
    public <T> T call(Task<T> task) throws ApiError {
        try {
            Callable<T> callable = task::run;
            return executor.submit(callable).get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof ApiError error) {
                throw error;
            }
            throw new IllegalStateException(e.getCause());
        } catch (RejectedExecutionException e) {
            throw new IllegalStateException("the local cloud is closed", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** Asks the thread for something that can't be refused, and waits for it. */
    public <T> T ask(Callable<T> task) {
        try {
            return call(
                    () -> {
                        try {
                            return task.call();
                        } catch (RuntimeException e) {
                            throw e;
                        } catch (Exception e) {
                            throw new IllegalStateException(e);
                        }
                    });
        } catch (ApiError e) {
            throw new IllegalStateException(e);
        }
    }

    /** Has the thread do it, soon. Nothing happens once the cloud has been closed. */
    public void post(Runnable task) {
        try {
            executor.execute(() -> run(task));
        } catch (RejectedExecutionException e) {
            LOG.debug("The local cloud is closed already");
        }
    }

    /** Has the thread do it after that time. */
    public ScheduledFuture<?> after(Duration delay, Runnable task) {
        return executor.schedule(
                () -> run(task), Math.max(0, delay.toMillis()), TimeUnit.MILLISECONDS);
    }

    /** The same, for what need never be called off. */
    public void postAfter(Duration delay, Runnable task) {
        ScheduledFuture<?> unused = after(delay, task);
    }

    /** Has the thread do it again and again; the first time after one period. */
    public ScheduledFuture<?> every(Duration period, Runnable task) {
        return executor.scheduleAtFixedRate(
                () -> run(task), period.toMillis(), period.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static void run(Runnable task) {
        try {
            task.run();
        } catch (RejectedExecutionException e) {
            LOG.debug("The local cloud is closed already");
        } catch (RuntimeException e) {
            LOG.error("The local cloud failed", e);
        }
    }
}
