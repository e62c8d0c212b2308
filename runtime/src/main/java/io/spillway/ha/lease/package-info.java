/**
 * Who leads: one object in a store, written by the leader again and again, and taken over by
 * another when it has stood still for long enough. docs/adr/0014 says why it is safe.
 */
package io.spillway.ha.lease;
