package io.spillway.gcp.notices;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.function.LongSupplier;

/** What is left of a time that begins when a notice is first seen. Not thread-safe. */
final class Countdown {
    private final LongSupplier nanos;
    private OptionalLong seen = OptionalLong.empty();

    Countdown(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** What is left, never negative; the first call begins it. */
    Duration left(Duration all) {
        long now = nanos.getAsLong();
        if (seen.isEmpty()) {
            seen = OptionalLong.of(now);
        }
        Duration left = all.minusNanos(now - seen.getAsLong());
        return left.isNegative() ? Duration.ZERO : left;
    }

    /** The notice is gone: another one begins anew. */
    void reset() {
        seen = OptionalLong.empty();
    }
}
