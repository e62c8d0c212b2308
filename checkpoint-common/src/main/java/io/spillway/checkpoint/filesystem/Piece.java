package io.spillway.checkpoint.filesystem;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * A stretch of a file that one thread fetches from its beginning on, and whose end others may take
 * over meanwhile. Made, and cut, by {@link Pieces}. Thread-safe.
 */
final class Piece {
    private static final long MEASURED_NANOS = 25_000_000;
    private static final double NANOS_PER_SECOND = 1e9;

    private final long from;
    private long at;
    private long end;

    /** Of a clock without a beginning: when its bytes were asked for. */
    private long begunNanos;

    private long measuredNanos;
    private long measuredAt;

    Piece(long from, long end) {
        this.from = from;
        this.at = from;
        this.end = end;
    }

    /** From now on somebody fetches it. */
    synchronized void begin(long nowNanos) {
        begunNanos = nowNanos;
        answered(nowNanos);
    }

    /** Its bytes begin to arrive: what was waited for that isn't part of its speed. */
    synchronized void answered(long nowNanos) {
        measuredNanos = nowNanos;
        measuredAt = at;
    }

    /** The first byte that hasn't arrived. */
    synchronized long at() {
        return at;
    }

    /** Behind its last byte, as far as others haven't taken it over. */
    synchronized long end() {
        return end;
    }

    /** How many bytes are left of it. */
    synchronized long rest() {
        return end - at;
    }

    /**
     * The next bytes have arrived.
     *
     * @return how many of them are its own still; those it answers for from now on
     */
    synchronized int arrived(int bytes) {
        int own = (int) Math.min(bytes, end - at);
        at += own;
        return own;
    }

    /**
     * How fast it is.
     *
     * @return bytes a second since it was last told, 25 ms ago or longer; empty before that
     */
    synchronized OptionalLong speed(long nowNanos) {
        long nanos = nowNanos - measuredNanos;
        if (nanos < MEASURED_NANOS) {
            return OptionalLong.empty();
        }
        double speed = (at - measuredAt) * NANOS_PER_SECOND / nanos;
        answered(nowNanos);
        return OptionalLong.of((long) speed);
    }

    /**
     * How long the rest of it will take, in nanoseconds, if it goes on as until now. Of what hasn't
     * begun to arrive nobody knows: as long as it was waited for.
     */
    synchronized double nanosLeft(long nowNanos) {
        double nanos = nowNanos - begunNanos;
        return at > from ? nanos * (end - at) / (at - from) : nanos;
    }

    /**
     * Gives its rear up: one part of its rest, in so many equal ones.
     *
     * @param least bytes that a part has to have
     */
    synchronized Optional<Piece> cut(long parts, long least) {
        long size = rest() / parts;
        if (size < least) {
            return Optional.empty();
        }
        Piece rear = new Piece(end - size, end);
        end -= size;
        return Optional.of(rear);
    }
}
