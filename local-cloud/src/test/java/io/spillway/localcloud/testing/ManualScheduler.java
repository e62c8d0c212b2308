package io.spillway.localcloud.testing;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.Delayed;
import java.util.concurrent.FutureTask;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * An executor and its clock, both moved by the test: tasks run at once in the calling thread, and
 * scheduled ones in {@link #advance}, each at its time.
 */
public final class ManualScheduler extends AbstractExecutorService
        implements ScheduledExecutorService {
    private static final Comparator<Task<?>> BY_TIME =
            Comparator.comparing((Task<?> task) -> task.at).thenComparing(task -> task.number);

    private final PriorityBlockingQueue<Task<?>> tasks = new PriorityBlockingQueue<>(11, BY_TIME);
    private final Queue<Runnable> queue = new ArrayDeque<>();
    private boolean running;
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private long numbers;
    private boolean shutdown;

    /** The clock that {@link #advance} moves. */
    public Clock clock() {
        return new Clock() {
            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                throw new UnsupportedOperationException();
            }

            @Override
            public Instant instant() {
                return now;
            }
        };
    }

    /** Lets time pass, running what becomes due. */
    public void advance(Duration duration) {
        Instant end = now.plus(duration);
        while (!tasks.isEmpty() && !tasks.peek().at.isAfter(end)) {
            Task<?> task = tasks.remove();
            if (task.at.isAfter(now)) {
                now = task.at;
            }
            execute(task::fire);
        }
        now = end;
    }

    /** How many tasks wait for their time. */
    public int scheduled() {
        return (int) tasks.stream().filter(task -> !task.isCancelled()).count();
    }

    @Override
    public void execute(Runnable command) {
        queue.add(command);
        if (running) {
            // As with a thread of its own: one task after the other.
            return;
        }
        running = true;
        try {
            while (!queue.isEmpty()) {
                queue.remove().run();
            }
        } finally {
            running = false;
        }
    }

    @Override
    public <V> ScheduledFuture<V> schedule(Callable<V> callable, long delay, TimeUnit unit) {
        return add(new Task<>(callable, unit.toNanos(delay), 0));
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable command, long delay, TimeUnit unit) {
        return add(new Task<>(toCallable(command), unit.toNanos(delay), 0));
    }

    @Override
    public ScheduledFuture<?> scheduleAtFixedRate(
            Runnable command, long initialDelay, long period, TimeUnit unit) {
        return scheduleWithFixedDelay(command, initialDelay, period, unit);
    }

    @Override
    public ScheduledFuture<?> scheduleWithFixedDelay(
            Runnable command, long initialDelay, long delay, TimeUnit unit) {
        return add(
                new Task<>(toCallable(command), unit.toNanos(initialDelay), unit.toNanos(delay)));
    }

    @Override
    public void shutdown() {
        shutdown = true;
    }

    @Override
    public List<Runnable> shutdownNow() {
        shutdown = true;
        return new ArrayList<>(tasks);
    }

    @Override
    public boolean isShutdown() {
        return shutdown;
    }

    @Override
    public boolean isTerminated() {
        return shutdown;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
        return shutdown;
    }

    private <V> Task<V> add(Task<V> task) {
        tasks.add(task);
        return task;
    }

    private static Callable<Void> toCallable(Runnable command) {
        return () -> {
            command.run();
            return null;
        };
    }

    private final class Task<V> extends FutureTask<V> implements ScheduledFuture<V> {
        private final long periodNanos;
        private final long number = numbers++;
        private Instant at;

        Task(Callable<V> callable, long delayNanos, long periodNanos) {
            super(callable);
            this.at = now.plusNanos(delayNanos);
            this.periodNanos = periodNanos;
        }

        void fire() {
            if (periodNanos == 0) {
                run();
            } else if (runAndReset()) {
                at = now.plusNanos(periodNanos);
                tasks.add(this);
            }
        }

        @Override
        public long getDelay(TimeUnit unit) {
            return unit.convert(Duration.between(now, at));
        }

        @Override
        public int compareTo(Delayed other) {
            return Long.compare(
                    getDelay(TimeUnit.NANOSECONDS), other.getDelay(TimeUnit.NANOSECONDS));
        }
    }
}
