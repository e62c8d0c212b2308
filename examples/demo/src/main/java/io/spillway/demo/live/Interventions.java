package io.spillway.demo.live;

import java.util.HashSet;
import java.util.Set;

/**
 * What was done to the run by hand, so that a failure that somebody asked for isn't held against
 * the run. Lost or duplicated records are, whatever was done. Thread-safe.
 */
public final class Interventions {
    /** The slowest that Flink notices a loss with its stock heartbeats, and a little more. */
    private static final double LONGEST_EFFECT_SECONDS = 60;

    private final Set<String> frozen = new HashSet<>();
    private int count;
    private double blameUntil = Double.NEGATIVE_INFINITY;
    private int failuresSeen;
    private int provokedFailures;

    /** Something was done that a healthy fleet takes without a failure. */
    synchronized void harmless() {
        count++;
    }

    /** A machine was killed. */
    synchronized void killed(String machine, double second) {
        count++;
        frozen.remove(machine);
        blame(second);
    }

    /** A machine was frozen: until it goes on or has gone, what fails is no surprise. */
    synchronized void froze(String machine) {
        count++;
        frozen.add(machine);
    }

    /** A frozen machine goes on. */
    synchronized void thawed(String machine, double second) {
        count++;
        frozen.remove(machine);
        blame(second);
    }

    private void blame(double second) {
        blameUntil = Math.max(blameUntil, second + LONGEST_EFFECT_SECONDS);
    }

    /**
     * Takes a look in.
     *
     * @param second now, in seconds since the recording began
     * @param failures of the job so far
     * @param machines those that are there
     */
    public synchronized void look(double second, int failures, Set<String> machines) {
        if (frozen.retainAll(machines)) {
            blame(second);
        }
        if (failures > failuresSeen && (!frozen.isEmpty() || second <= blameUntil)) {
            provokedFailures += failures - failuresSeen;
        }
        failuresSeen = Math.max(failuresSeen, failures);
    }

    /** How often somebody intervened. */
    public synchronized int count() {
        return count;
    }

    /** How many failures of the job followed a machine's being killed or frozen by hand. */
    public synchronized int provokedFailures() {
        return provokedFailures;
    }
}
