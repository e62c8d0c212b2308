/** Tables and pictures of simulations. */
package io.spillway.simulator.report;
