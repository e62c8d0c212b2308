package io.spillway.jobmanager.drain;

import java.time.Duration;

/** Runs something once, later, on the thread that owns a job. */
@FunctionalInterface
public interface Alarm {
    /**
     * Never runs {@code task} before this call has returned.
     *
     * @param delay from now; zero or negative means as soon as the thread is free
     */
    Cancellation in(Duration delay, Runnable task);

    /** Takes an alarm back; does nothing when it has gone off. */
    @FunctionalInterface
    interface Cancellation {
        void cancel();
    }
}
