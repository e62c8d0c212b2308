/**
 * The JSON that the JobManager, the agents, the CLI and the local cloud exchange over the
 * JobManager's REST API, and a client for it. Times are durations left or elapsed, never wall-clock
 * instants.
 */
package io.spillway.restapi;
