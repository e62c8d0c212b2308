package io.spillway.bench.store.report;

import java.util.Optional;

/**
 * Something that Spillway's file system must reach.
 *
 * @param text what
 * @param measured how much it is
 * @param kept whether it is reached; empty where it wasn't measured
 */
public record Bar(String text, String measured, Optional<Boolean> kept) {}
