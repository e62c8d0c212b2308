/** The command {@code spillway simulate}. */
package io.spillway.simulator;
