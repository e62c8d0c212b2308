package io.spillway.examples.sequence;

import java.time.Instant;
import java.util.concurrent.TimeUnit;

/** The machine's clock, which all processes on it share, finer than in milliseconds. */
final class EpochMicros {
    private EpochMicros() {}

    /** Microseconds since the epoch. */
    static long now() {
        Instant now = Instant.now();
        return TimeUnit.SECONDS.toMicros(now.getEpochSecond())
                + TimeUnit.NANOSECONDS.toMicros(now.getNano());
    }
}
