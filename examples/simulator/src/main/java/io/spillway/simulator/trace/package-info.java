/** Loads over time. */
package io.spillway.simulator.trace;
