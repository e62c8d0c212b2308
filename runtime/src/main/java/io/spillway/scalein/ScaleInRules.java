package io.spillway.scalein;

import java.time.Duration;

/**
 * When machines are taken away, and how long each step may take.
 *
 * @param stabilizationWindow the largest need within it counts; positive
 * @param longestGap between two values of the scaling signal in it; positive
 * @param tolerance the share of the machines that may be too many; 0 or more and below 1
 * @param batch how many machines go at once at most; 1 or more
 * @param drainTimeout how long the job may take to leave them; positive
 * @param removalTimeout how long the group may take to take them away; positive
 * @param joinPatience how long a machine of the group is waited for that is no TaskManager yet
 * @param callTimeout of one call to the group; positive
 */
public record ScaleInRules(
        Duration stabilizationWindow,
        Duration longestGap,
        double tolerance,
        int batch,
        Duration drainTimeout,
        Duration removalTimeout,
        Duration joinPatience,
        Duration callTimeout) {}
