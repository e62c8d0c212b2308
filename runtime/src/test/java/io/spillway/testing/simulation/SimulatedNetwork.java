package io.spillway.testing.simulation;

import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * The way to a store and back. In times of trouble requests and replies are slow or lost, and the
 * store is away for a while; then it is calm, and all of them arrive.
 */
public final class SimulatedNetwork {
    private static final int USUAL_TRANSIT_MS = 60;

    private final SimulatedTime time;
    private final Random random;
    private final long calmFrom;
    private final int slowTransitMs;
    private long awayUntil;

    /**
     * @param trouble how long there is trouble, from the start
     * @param slowTransit the longest that a slow request or reply is on its way
     */
    public SimulatedNetwork(
            SimulatedTime time, Random random, Duration trouble, Duration slowTransit) {
        this.time = time;
        this.random = random;
        this.calmFrom = trouble.toNanos();
        this.slowTransitMs = Math.toIntExact(slowTransit.toMillis());
    }

    public boolean isCalm() {
        return time.now() >= calmFrom;
    }

    /** For the next so many nanoseconds the store refuses what it doesn't ignore. */
    public void storeIsAway(long duration) {
        awayUntil = time.now() + duration;
    }

    boolean isStoreAway() {
        return time.now() < awayUntil;
    }

    /** Any time from a millisecond to so many, in nanoseconds. */
    public long milliseconds(int most) {
        return TimeUnit.MILLISECONDS.toNanos(1 + random.nextInt(most));
    }

    /** How long something is on its way in one direction, in nanoseconds: mostly not long. */
    long transit() {
        boolean slow = !isCalm() && random.nextInt(10) == 0;
        return milliseconds(slow ? slowTransitMs : USUAL_TRANSIT_MS);
    }

    /** Whether something that goes wrong in so many of 100 cases goes wrong now. */
    boolean goesWrong(int percent) {
        return !isCalm() && random.nextInt(100) < percent;
    }

    /** Whether something that goes wrong in half of the cases goes wrong now, calm or not. */
    boolean goesWrongInHalf() {
        return random.nextBoolean();
    }
}
