package io.spillway.scalein;

import java.time.Duration;

/** How long to wait for the next try: twice as long each time. Not thread-safe. */
final class Backoff {
    private final Duration first;
    private final Duration longest;
    private Duration next;

    Backoff(Duration first, Duration longest) {
        this.first = first;
        this.longest = longest;
        this.next = first;
    }

    /** The wait that begins now. */
    Duration next() {
        Duration now = next;
        Duration twice = next.multipliedBy(2);
        next = twice.compareTo(longest) > 0 ? longest : twice;
        return now;
    }

    void reset() {
        next = first;
    }
}
