/**
 * What a cloud offers to the agent on one of its machines: who the machine is, word that it will
 * go, and a way to answer; and to the JobManager: a place for the scaling signal, and the group of
 * machines that it may make smaller. JDK types only; a plugin sees this package and nothing else of
 * Spillway.
 *
 * <p>A plugin translates. Loops, retries over time, deadlines and merging belong to the runtime,
 * which calls from threads of its own: every method may block as long as it says, none is called
 * from two threads at once on the same object unless it says so.
 */
package io.spillway.spi.cloud;
