/**
 * What a simulated history is made of: time that passes from event to event, a network that loses
 * and delays, processes that stop and go on, and an object in a store. All of it comes from one
 * seed, so a history is repeatable. Not thread-safe: one thread runs a history.
 */
package io.spillway.testing.simulation;
