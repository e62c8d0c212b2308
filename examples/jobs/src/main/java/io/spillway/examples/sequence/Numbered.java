package io.spillway.examples.sequence;

/**
 * A record of the source.
 *
 * @param key its key
 * @param number how many records of this key came before it
 */
public record Numbered(int key, long number) {}
