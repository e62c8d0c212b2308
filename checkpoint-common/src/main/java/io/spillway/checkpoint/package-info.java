/**
 * What Flink's file systems for the clouds' object stores, and the conditional stores on them, have
 * in common: all but the requests. Each plugin brings it along. It sees {@code io.spillway.spi} and
 * Flink's own interfaces for file systems, and nothing else of either.
 */
package io.spillway.checkpoint;
