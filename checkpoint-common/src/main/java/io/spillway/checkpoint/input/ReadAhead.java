package io.spillway.checkpoint.input;

import io.spillway.checkpoint.content.SegmentPool;
import io.spillway.checkpoint.objects.ByteRange;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.concurrent.Executor;

/** Ranges of one object that are fetched in parallel, in the order in which they will be read. */
final class ReadAhead {
    /** For one stream, beside the range that it reads. */
    private static final int MOST = 4;

    private final SegmentPool memory;
    private final Executor threads;
    private final RangeOpener opener;
    private final ArrayDeque<AheadWindow> windows = new ArrayDeque<>();

    ReadAhead(SegmentPool memory, Executor threads, RangeOpener opener) {
        this.memory = memory;
        this.threads = threads;
        this.opener = opener;
    }

    /**
     * Fetches what follows, as far as there is memory.
     *
     * @param from behind what is being read
     * @param size of the object
     */
    void extend(long from, long size, String version) {
        while (windows.size() < MOST) {
            long next = windows.isEmpty() ? from : windows.getLast().end();
            if (next >= size) {
                return;
            }
            ByteRange range = new ByteRange(next, Math.min(size, next + WindowPlan.LARGEST));
            Optional<AheadWindow> window =
                    AheadWindow.fetch(memory, threads, opener, range, version);
            if (window.isEmpty()) {
                return;
            }
            windows.add(window.get());
        }
    }

    /** The range that begins there or holds it; what lies before it is given up. */
    Optional<Window> take(long position) {
        while (!windows.isEmpty()) {
            AheadWindow first = windows.getFirst();
            if (position < first.position()) {
                break;
            }
            windows.removeFirst();
            if (position < first.end()) {
                return Optional.of(first);
            }
            first.close();
        }
        return Optional.empty();
    }

    /** Gives everything up. */
    void close() {
        windows.forEach(AheadWindow::close);
        windows.clear();
    }
}
