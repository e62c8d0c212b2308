package io.spillway.localcloud.aws.metadata;

/**
 * A request that a metadata endpoint has seen.
 *
 * @param path without the host
 * @param status of the answer; 0 where there was none
 */
public record MetadataRequest(String method, String path, int status) {}
