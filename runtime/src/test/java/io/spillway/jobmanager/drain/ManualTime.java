package io.spillway.jobmanager.drain;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Time that passes when a test says so; alarms go off at their moment, in order. */
public final class ManualTime implements Ticker, Alarm {

    private record Pending(long at, long order, Runnable task) {}

    private final List<Pending> pending = new ArrayList<>();
    private long now = 123_456_789L;
    private long order;

    @Override
    public long nanos() {
        return now;
    }

    @Override
    public Cancellation in(Duration delay, Runnable task) {
        Pending alarm = new Pending(now + Math.max(0, delay.toNanos()), order++, task);
        pending.add(alarm);
        return () -> pending.remove(alarm);
    }

    /** Runs what is due now. */
    public void settle() {
        advance(Duration.ZERO);
    }

    /** Lets time pass, and runs what becomes due. */
    public void advance(Duration duration) {
        long end = now + duration.toNanos();
        while (true) {
            Pending next =
                    pending.stream()
                            .filter(p -> p.at <= end)
                            .min(
                                    Comparator.comparingLong(Pending::at)
                                            .thenComparingLong(Pending::order))
                            .orElse(null);
            if (next == null) {
                now = end;
                return;
            }
            pending.remove(next);
            now = Math.max(now, next.at);
            next.task.run();
        }
    }

    /** How many alarms are set. */
    public int alarms() {
        return pending.size();
    }
}
