package io.spillway.page;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What the page shows. Whoever watches the fleet fills it; each page that is open asks what has
 * changed since it last asked. Thread-safe; only {@link #awaitChange} blocks.
 *
 * <p>It remembers the last hour at a point a second, and the last thousand marks.
 */
public final class PageModel {
    private static final int MOST_POINTS = 3600;
    private static final int MOST_MARKS = 1000;

    private final PageDescription description;
    private final Deque<Versioned<Point>> points = new ArrayDeque<>();
    private final List<Versioned<Mark>> marks = new ArrayList<>();
    private Versioned<List<Machine>> machines = new Versioned<>(1, List.of());
    private Versioned<Status> status;
    private long version = 1;
    private boolean closed;

    /**
     * @param status what the page says at first
     */
    public PageModel(PageDescription description, Status status) {
        this.description = description;
        this.status = new Versioned<>(version, status);
    }

    /** What never changes. */
    public PageDescription description() {
        return description;
    }

    /** Adds what was measured; later than the point before. */
    public synchronized void add(Point point) {
        points.addLast(new Versioned<>(next(), point));
        while (points.size() > MOST_POINTS) {
            points.removeFirst();
        }
    }

    /**
     * Replaces the marks.
     *
     * @param all those that were there before, in the same order, with what is known better now,
     *     and new ones behind
     */
    public synchronized void setMarks(List<Mark> all) {
        for (int i = 0; i < all.size(); i++) {
            Mark mark = all.get(i);
            if (i == marks.size()) {
                marks.add(new Versioned<>(next(), mark));
            } else if (!marks.get(i).value.equals(mark)) {
                marks.set(i, new Versioned<>(next(), mark));
            }
        }
    }

    /** Replaces the fleet table. */
    public synchronized void setMachines(List<Machine> all) {
        if (!machines.value.equals(all)) {
            machines = new Versioned<>(next(), List.copyOf(all));
        }
    }

    /** Replaces the head of the page. */
    public synchronized void setStatus(Status now) {
        if (!status.value.equals(now)) {
            status = new Versioned<>(next(), now);
        }
    }

    /** The machines as the page shows them. */
    public synchronized List<Machine> machines() {
        return machines.value;
    }

    /** The head of the page. */
    public synchronized Status status() {
        return status.value;
    }

    private long next() {
        version++;
        notifyAll();
        return version;
    }

    /**
     * What has changed.
     *
     * @param known the version that the caller knows; 0 for none
     */
    synchronized Changes since(long known) {
        List<Point> newPoints = new ArrayList<>();
        Iterator<Versioned<Point>> fromTheLast = points.descendingIterator();
        while (fromTheLast.hasNext()) {
            Versioned<Point> point = fromTheLast.next();
            if (point.version <= known) {
                break;
            }
            newPoints.add(point.value);
        }
        Collections.reverse(newPoints);
        List<Changes.NumberedMark> newMarks = new ArrayList<>();
        for (int i = Math.max(0, marks.size() - MOST_MARKS); i < marks.size(); i++) {
            if (marks.get(i).version > known) {
                newMarks.add(new Changes.NumberedMark(i, marks.get(i).value));
            }
        }
        return new Changes(
                version,
                known == 0 ? description : null,
                newPoints,
                newMarks,
                machines.version > known ? machines.value : null,
                status.version > known ? status.value : null);
    }

    /**
     * Waits until there is something newer, the model is closed, or the time is over.
     *
     * @return whether there is something newer
     */
    synchronized boolean awaitChange(long known, long timeoutMs) throws InterruptedException {
        long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMs);
        while (version <= known && !closed) {
            long left = TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime());
            if (left <= 0) {
                break;
            }
            wait(left);
        }
        return version > known;
    }

    /** Nothing will change any more: who waits, waits no longer. */
    synchronized void close() {
        closed = true;
        notifyAll();
    }

    synchronized boolean isClosed() {
        return closed;
    }

    private record Versioned<T>(long version, T value) {}
}
