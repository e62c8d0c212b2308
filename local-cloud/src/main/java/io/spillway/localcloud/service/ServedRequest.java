package io.spillway.localcloud.service;

/**
 * A request that a server has seen.
 *
 * @param path without the host and the query
 * @param status of the answer; 0 where there was none
 */
public record ServedRequest(String method, String path, int status) {
    /** The status where nothing was answered. */
    public static final int NO_ANSWER = 0;
}
