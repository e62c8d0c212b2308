package io.spillway.examples.sinewave;

/**
 * One record of the input topic. On the wire: the key as the record's key, and {@code
 * sequence,createdAtMs} as its value, both UTF-8 text.
 *
 * @param key what is counted
 * @param sequence the record's number among its key's, from 1, without a gap
 * @param createdAtMs when the load generator made it, milliseconds since the epoch
 */
public record Measurement(String key, long sequence, long createdAtMs) {}
