package io.spillway.testing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.Delayed;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.apache.flink.util.clock.Clock;
import org.apache.flink.util.clock.ManualClock;

/**
 * A scheduler that runs what it was given on the caller's thread, when the caller says how time
 * goes by. What is due at the same moment runs in the order in which it was handed in.
 */
public final class ManualExecutor extends AbstractExecutorService
        implements ScheduledExecutorService {
    private final ManualClock clock = new ManualClock();
    private final PriorityQueue<Task<?>> tasks =
            new PriorityQueue<>(
                    Comparator.<Task<?>>comparingLong(t -> t.due).thenComparingLong(t -> t.order));
    private long handedIn;

    /** The time that {@link #advance} moves on. */
    public Clock clock() {
        return clock;
    }

    /** Runs what is due now, and what that hands in for now. */
    public void run() {
        advance(Duration.ZERO);
    }

    /** Lets time go by and runs everything as it becomes due. */
    public void advance(Duration time) {
        long until = clock.relativeTimeNanos() + time.toNanos();
        while (!tasks.isEmpty() && tasks.peek().due - until <= 0) {
            Task<?> task = tasks.remove();
            long wait = task.due - clock.relativeTimeNanos();
            if (wait > 0) {
                clock.advanceTime(wait, TimeUnit.NANOSECONDS);
            }
            task.run();
        }
        clock.advanceTime(until - clock.relativeTimeNanos(), TimeUnit.NANOSECONDS);
    }

    @Override
    public void execute(Runnable command) {
        tasks.add(
                new Task<>(
                        () -> {
                            command.run();
                            return null;
                        },
                        0));
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable command, long delay, TimeUnit unit) {
        return add(
                new Task<>(
                        () -> {
                            command.run();
                            return null;
                        },
                        unit.toNanos(delay)));
    }

    @Override
    public <V> ScheduledFuture<V> schedule(Callable<V> callable, long delay, TimeUnit unit) {
        return add(new Task<>(callable, unit.toNanos(delay)));
    }

    @Override
    public ScheduledFuture<?> scheduleAtFixedRate(
            Runnable command, long initialDelay, long period, TimeUnit unit) {
        return schedule(
                () -> {
                    ScheduledFuture<?> unused = scheduleAtFixedRate(command, period, period, unit);
                    command.run();
                },
                initialDelay,
                unit);
    }

    @Override
    public ScheduledFuture<?> scheduleWithFixedDelay(
            Runnable command, long initialDelay, long delay, TimeUnit unit) {
        return schedule(
                () -> {
                    command.run();
                    ScheduledFuture<?> unused = scheduleWithFixedDelay(command, delay, delay, unit);
                },
                initialDelay,
                unit);
    }

    @Override
    public void shutdown() {}

    @Override
    public List<Runnable> shutdownNow() {
        List<Runnable> open = new ArrayList<>(tasks);
        tasks.clear();
        return open;
    }

    @Override
    public boolean isShutdown() {
        return false;
    }

    @Override
    public boolean isTerminated() {
        return false;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
        return false;
    }

    private <V> Task<V> add(Task<V> task) {
        tasks.add(task);
        return task;
    }

    private final class Task<V> extends FutureTask<V> implements ScheduledFuture<V> {
        private final long due;
        private final long order = handedIn++;

        Task(Callable<V> callable, long delayNanos) {
            super(callable);
            due = clock.relativeTimeNanos() + Math.max(0, delayNanos);
        }

        @Override
        protected void setException(Throwable defect) {
            throw new AssertionError("Thrown by what the executor ran", defect);
        }

        @Override
        public long getDelay(TimeUnit unit) {
            return unit.convert(due - clock.relativeTimeNanos(), TimeUnit.NANOSECONDS);
        }

        @Override
        public int compareTo(Delayed other) {
            return Long.compare(
                    getDelay(TimeUnit.NANOSECONDS), other.getDelay(TimeUnit.NANOSECONDS));
        }
    }
}
