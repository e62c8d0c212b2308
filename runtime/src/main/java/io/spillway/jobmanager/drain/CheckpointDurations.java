package io.spillway.jobmanager.drain;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;

/**
 * How long a job's latest checkpoints took, from their trigger to their completion. What they had
 * to wait for before says nothing of the next one.
 */
final class CheckpointDurations {

    private static final int KEPT = 5;

    private final Deque<Duration> latest = new ArrayDeque<>();

    void add(Duration duration) {
        if (latest.size() == KEPT) {
            latest.removeFirst();
        }
        latest.addLast(duration);
    }

    /** The shortest of them; zero when there was none. */
    Duration shortest() {
        return latest.isEmpty() ? Duration.ZERO : Collections.min(latest);
    }

    /** The longest of them; zero when there was none. */
    Duration longest() {
        return latest.isEmpty() ? Duration.ZERO : Collections.max(latest);
    }
}
