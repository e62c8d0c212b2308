/**
 * The rules by which clouds size a group, as far as they are known: what comes in is a reading of a
 * metric, what goes out a desired capacity. No clocks, no threads, no requests: the local cloud
 * runs them, and so does the simulator.
 */
package io.spillway.localcloud.autoscaling.policy;
