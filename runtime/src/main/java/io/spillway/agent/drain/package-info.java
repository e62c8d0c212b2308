/**
 * Taking the work off the TaskManager before it is stopped: {@link
 * io.spillway.agent.drain.Draining} because of a certain notice, {@link
 * io.spillway.agent.drain.Advice} once others have room for it.
 */
package io.spillway.agent.drain;
