/**
 * Files that are finished by another process than the one that began them, as Flink's sinks want.
 */
package io.spillway.checkpoint.recoverable;
