/**
 * The process on a TaskManager's machine: boots a TaskManager, joins it, drains it when the machine
 * goes, and lets the machine go. {@link io.spillway.agent.Agent} is the state machine; all state is
 * owned by the one thread of {@link io.spillway.agent.AgentThread}.
 */
package io.spillway.agent;
