package io.spillway.checkpoint.settings;

import java.time.Duration;

/**
 * How requests are made.
 *
 * @param connections at most, in the process
 * @param attemptTimeout for one attempt
 * @param callTimeout for all attempts
 * @param retries after the first attempt
 */
public record Requests(
        int connections, Duration attemptTimeout, Duration callTimeout, int retries) {}
