package io.spillway.testing;

import io.spillway.testing.FaultyStore.Fault;
import java.util.ArrayDeque;
import java.util.List;
import java.util.function.Supplier;

/** What happens to each request, as a test says it, and how many there were. */
public final class FaultScript implements Supplier<Fault> {
    private final ArrayDeque<Fault> next = new ArrayDeque<>();
    private Fault otherwise = Fault.NONE;
    private int requests;

    /** What happens to the next requests, one each. */
    public void next(Fault... each) {
        next.addAll(List.of(each));
    }

    /** What happens to all requests of which nothing else is said. */
    public void otherwise(Fault fault) {
        otherwise = fault;
    }

    /** How many were made. */
    public int requests() {
        return requests;
    }

    @Override
    public Fault get() {
        requests++;
        return next.isEmpty() ? otherwise : next.remove();
    }
}
