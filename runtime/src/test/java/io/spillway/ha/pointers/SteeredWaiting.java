package io.spillway.ha.pointers;

import io.spillway.time.Waiting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Time that goes by only while somebody waits. */
final class SteeredWaiting implements Waiting {
    final List<Duration> pauses = new ArrayList<>();
    Runnable duringPause = () -> {};
    private long now;

    @Override
    public long nanoTime() {
        return now;
    }

    @Override
    public void pause(Duration time) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        pauses.add(time);
        now += time.toNanos();
        duringPause.run();
    }
}
