package io.spillway.checkpoint.settings;

/**
 * Random characters in the paths of checkpoints' data files.
 *
 * @param marker what they replace
 * @param length how many
 */
public record Entropy(String marker, int length) {}
