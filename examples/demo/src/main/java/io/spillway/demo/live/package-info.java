/**
 * The demo's live page: what it shows of the run, and what can be done to the fleet and the load
 * from there. The page itself is {@link io.spillway.page}'s.
 */
package io.spillway.demo.live;
