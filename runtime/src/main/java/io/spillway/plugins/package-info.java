/**
 * Spillway's own plugins: each in a folder of {@code plugins/}, loaded as Flink loads its own, in a
 * class loader that sees {@link io.spillway.spi.cloud} and {@link io.spillway.spi.store} of this
 * side and nothing else of ours.
 */
package io.spillway.plugins;
