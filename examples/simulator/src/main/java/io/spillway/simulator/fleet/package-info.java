/** Machines that boot and go, and the job that runs on them. */
package io.spillway.simulator.fleet;
