package io.spillway.localcloud.autoscaling.policy;

import java.time.Duration;
import java.util.OptionalDouble;

/**
 * What a policy knows when it is asked.
 *
 * @param at now, on a clock that only moves forward
 * @param desired the desired capacity, 0 or more
 * @param inService machines that work, 0 or more. Those that boot or warm up are desired and not in
 *     service
 * @param metric the metric's mean since the question before; empty when there was no value. NaN and
 *     values below 0 are refused
 */
public record Reading(Duration at, int desired, int inService, OptionalDouble metric) {

    public Reading {
        if (desired < 0 || inService < 0) {
            throw new IllegalArgumentException(
                    "desired " + desired + ", in service " + inService + ": must be 0 or more");
        }
        if (metric.isPresent() && !(metric.getAsDouble() >= 0)) {
            throw new IllegalArgumentException(
                    "metric " + metric.getAsDouble() + ": must be 0 or more");
        }
    }
}
