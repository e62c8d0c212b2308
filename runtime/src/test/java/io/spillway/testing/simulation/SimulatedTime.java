package io.spillway.testing.simulation;

import java.util.PriorityQueue;
import java.util.function.BooleanSupplier;

/**
 * Time that passes from event to event, in nanoseconds from 0. Events of one moment happen in the
 * order in which they were planned.
 */
public final class SimulatedTime {
    private final PriorityQueue<Event> events = new PriorityQueue<>();
    private long now;
    private long numbers;

    private record Event(long at, long number, Runnable action) implements Comparable<Event> {
        @Override
        public int compareTo(Event other) {
            return at != other.at ? Long.compare(at, other.at) : Long.compare(number, other.number);
        }
    }

    public long now() {
        return now;
    }

    /** A number that is given once in a history. */
    public long uniqueNumber() {
        return numbers++;
    }

    /**
     * Plans an event.
     *
     * @param delay from now, in nanoseconds, from 0
     */
    public void after(long delay, Runnable action) {
        events.add(new Event(now + delay, uniqueNumber(), action));
    }

    /**
     * Lets time pass until nothing is planned any more.
     *
     * @param end the last moment of which events happen
     * @param goesOn asked before each event
     */
    public void run(long end, BooleanSupplier goesOn) {
        while (!events.isEmpty() && events.peek().at() <= end && goesOn.getAsBoolean()) {
            Event event = events.poll();
            now = event.at();
            event.action().run();
        }
    }
}
