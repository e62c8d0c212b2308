package io.spillway.jobmanager.drain;

import java.time.Duration;
import java.util.OptionalLong;

/**
 * Of all moments at which there may be something to do, an alarm for the earliest. Confined to the
 * thread that owns the job.
 */
final class EarliestAlarm {

    private final Ticker ticker;
    private final Alarm alarm;
    private final Runnable task;
    private Alarm.Cancellation pending = () -> {};
    private OptionalLong at = OptionalLong.empty();

    /**
     * @param task what there may be to do; it clears the alarm, to set it anew
     */
    EarliestAlarm(Ticker ticker, Alarm alarm, Runnable task) {
        this.ticker = ticker;
        this.alarm = alarm;
        this.task = task;
    }

    void clear() {
        pending.cancel();
        at = OptionalLong.empty();
    }

    /** Sets the alarm, unless an earlier one is set. */
    void at(long time) {
        if (at.isEmpty() || time < at.getAsLong()) {
            pending.cancel();
            at = OptionalLong.of(time);
            Duration delay = Duration.ofNanos(Math.max(0, time - ticker.nanos()));
            pending = alarm.in(delay, task);
        }
    }
}
