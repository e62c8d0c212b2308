package io.spillway.examples.topspeed;

/**
 * What one car says of itself.
 *
 * @param car the car's number, from 0
 * @param speedKmh kilometres an hour, 0 to 250
 * @param distanceMeters metres driven since the job first started
 * @param timestampMs when it was said, milliseconds since the epoch
 */
public record CarReading(int car, int speedKmh, double distanceMeters, long timestampMs) {}
