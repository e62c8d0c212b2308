/** Who the machine is, and how a TaskManager on it is configured. */
package io.spillway.agent.boot;
