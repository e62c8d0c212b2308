/** Taking the work off the TaskManager before it is stopped. */
package io.spillway.agent.drain;
