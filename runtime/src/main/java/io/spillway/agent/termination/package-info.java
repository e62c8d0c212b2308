/** Word that the machine will go, from all sources, as one. */
package io.spillway.agent.termination;
