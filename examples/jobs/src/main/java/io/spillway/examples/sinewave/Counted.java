package io.spillway.examples.sinewave;

/**
 * One record of the output topic. On the wire: the key as the record's key, and {@code
 * sequence,count,createdAtMs} as its value, both UTF-8 text.
 *
 * @param key what is counted
 * @param sequence the input record's number
 * @param count how many records of the key the job's state has counted, this one included: equals
 *     {@code sequence} as long as the state has seen each record exactly once
 * @param createdAtMs when the load generator made the input record, milliseconds since the epoch
 */
public record Counted(String key, long sequence, long count, long createdAtMs) {}
