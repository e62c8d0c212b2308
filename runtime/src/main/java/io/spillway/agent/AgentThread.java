package io.spillway.agent;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.apache.flink.util.clock.Clock;

/**
 * The one thread that owns all of the agent's state, the clock that it goes by, and the pool where
 * it lets others wait. Any thread may hand it work; whoever runs on it must not block.
 */
public final class AgentThread {
    private final ScheduledExecutorService thread;
    private final Executor pool;
    private final Clock clock;
    private Consumer<Throwable> onDefect = t -> {};

    /**
     * @param thread single-threaded
     * @param pool for calls that block
     */
    public AgentThread(ScheduledExecutorService thread, Executor pool, Clock clock) {
        this.thread = thread;
        this.pool = pool;
        this.clock = clock;
    }

    /** What to do, on the agent's thread, when some of its code throws; set before it starts. */
    public void onDefect(Consumer<Throwable> handler) {
        onDefect = handler;
    }

    /** Nanoseconds since some moment; for differences only. */
    public long nanos() {
        return clock.relativeTimeNanos();
    }

    /**
     * The time of day, in milliseconds since 1970. It may jump, and is other machines' only as far
     * as somebody keeps it right: nothing may go wrong when it isn't.
     */
    public long wallMillis() {
        return clock.absoluteTimeMillis();
    }

    /** How long ago {@code nanos} was. */
    public Duration since(long nanos) {
        return Duration.ofNanos(nanos() - nanos);
    }

    /** Runs {@code action} on the agent's thread, soon. */
    public void execute(Runnable action) {
        try {
            thread.execute(() -> guarded(action));
        } catch (RejectedExecutionException e) {
            // The agent has ended; nobody waits for this any more.
        }
    }

    /** Runs {@code action} on the agent's thread after {@code delay}, unless cancelled before. */
    public Timer schedule(Duration delay, Runnable action) {
        try {
            Future<?> future =
                    thread.schedule(() -> guarded(action), delay.toNanos(), TimeUnit.NANOSECONDS);
            return () -> future.cancel(false);
        } catch (RejectedExecutionException e) {
            return () -> {};
        }
    }

    /**
     * Lets the pool make a call that blocks, and hands its outcome to {@code then} on the agent's
     * thread: a result, or what was thrown.
     */
    public <T> void ask(Callable<T> call, BiConsumer<T, Exception> then) {
        try {
            pool.execute(
                    () -> {
                        try {
                            T result = call.call();
                            execute(() -> then.accept(result, null));
                        } catch (Exception e) {
                            execute(() -> then.accept(null, e));
                        }
                    });
        } catch (RejectedExecutionException e) {
            // As above.
        }
    }

    /** Something that will happen later. */
    @FunctionalInterface
    public interface Timer {
        /** It won't happen, unless it already has. */
        void cancel();
    }

    private void guarded(Runnable action) {
        try {
            action.run();
        } catch (RuntimeException | Error e) {
            onDefect.accept(e);
        }
    }
}
