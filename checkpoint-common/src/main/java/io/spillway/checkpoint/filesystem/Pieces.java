package io.spillway.checkpoint.filesystem;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Who fetches which bytes of a file. It begins with few large pieces: where connections are fast,
 * more of them only cost. Where they are slow, what is left is {@linkplain #spread spread} over
 * more of them, in pieces of {@value #LEAST_SPREAD} bytes or more; and whoever has nothing left to
 * do {@linkplain #next takes over} half of what the slowest has, {@value #LEAST_TAKEN} bytes or
 * more. So a file of n bytes is asked for by n / {@value #LEAST_TAKEN} requests at most, beside
 * those that replace broken connections. Each byte is in one piece at a time. Thread-safe.
 */
final class Pieces {
    /** 8 MiB: what is much for a request and little for a connection. */
    static final long LEAST_SPREAD = 8L * 1024 * 1024;

    /** 2 MiB. */
    static final long LEAST_TAKEN = 2L * 1024 * 1024;

    /** What is done sooner isn't worth another request and, for who asked for it, a connection. */
    private static final double WORTH_NANOS = 500e6;

    private final LongSupplier nanos;
    private final ArrayDeque<Piece> waiting = new ArrayDeque<>();
    private final List<Piece> active = new ArrayList<>();

    /**
     * All of a file.
     *
     * @param size of it, in bytes; 1 at least
     * @param first in how many pieces; 1 at least
     * @param nanos a clock that never goes back
     */
    Pieces(long size, int first, LongSupplier nanos) {
        this.nanos = nanos;
        for (int i = 0; i < first; i++) {
            waiting.add(new Piece(size * i / first, size * (i + 1) / first));
        }
    }

    /**
     * A piece for a thread that has nothing to do: one that nobody has begun, else the rear half of
     * what will take longest.
     *
     * @return empty when there is nothing that is worth it
     */
    synchronized Optional<Piece> next() {
        long now = nanos.getAsLong();
        Optional<Piece> piece = Optional.ofNullable(waiting.poll()).or(() -> takeOver(now));
        piece.ifPresent(
                each -> {
                    each.begin(now);
                    active.add(each);
                });
        return piece;
    }

    private Optional<Piece> takeOver(long now) {
        return active.stream()
                .filter(each -> each.rest() >= 2 * LEAST_TAKEN)
                .max(Comparator.comparingDouble(each -> each.nanosLeft(now)))
                .filter(each -> each.nanosLeft(now) >= WORTH_NANOS)
                .flatMap(each -> each.cut(2, LEAST_TAKEN));
    }

    /**
     * Makes what is under way into more pieces of about the same size.
     *
     * @param more threads that could have one
     * @return how many pieces there are that nobody has begun
     */
    synchronized int spread(int more) {
        if (waiting.isEmpty() && more > 0) {
            long rest = active.stream().mapToLong(Piece::rest).sum();
            long each = Math.max(LEAST_SPREAD, rest / (active.size() + more));
            for (Piece piece : active) {
                long parts = Math.round((double) piece.rest() / each);
                spread(piece, Math.min(parts, 1 + more - waiting.size()));
            }
        }
        return waiting.size();
    }

    private void spread(Piece piece, long parts) {
        ArrayDeque<Piece> rear = new ArrayDeque<>();
        for (long left = parts; left > 1; left--) {
            piece.cut(left, LEAST_SPREAD).ifPresent(rear::addFirst);
        }
        waiting.addAll(rear);
    }

    /**
     * All bytes of a piece have arrived.
     *
     * @return whether those of all others have, too
     */
    synchronized boolean finish(Piece piece) {
        active.remove(piece);
        return active.isEmpty() && waiting.isEmpty();
    }
}
