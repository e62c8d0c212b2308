/** One simulation from beginning to end: a load, a fleet, a rule that sizes it, and measures. */
package io.spillway.simulator.run;
