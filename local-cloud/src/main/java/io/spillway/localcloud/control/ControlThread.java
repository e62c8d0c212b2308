package io.spillway.localcloud.control;

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

    /**
     * What it is asked for.
     *
     * @param <E> how it is refused
     */
    @FunctionalInterface
    public interface Task<T, E extends Exception> {
        /** Does it, on the thread. */
        T run() throws E;
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
    // Nothing but what the task throws, and what is thrown unchecked, can be the cause.
    @SuppressWarnings("unchecked")
    public <T, E extends Exception> T call(Task<T, E> task) throws E {
        try {
            Callable<T> callable = task::run;
            return executor.submit(callable).get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error || e.getCause() instanceof RuntimeException) {
                throw new IllegalStateException(e.getCause());
            }
            throw (E) e.getCause();
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
            return this.<T, Exception>call(task::call);
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
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

    /** The same, as long as the cloud is there. */
    public void postEvery(Duration period, Runnable task) {
        ScheduledFuture<?> unused = every(period, task);
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
