package io.spillway.checkpoint.settings;

/**
 * How streams hold and send what is written.
 *
 * @param memoryBytes for all streams of the process
 * @param partBytes of a part of a multipart upload
 * @param checksums whether the server verifies a CRC-32C
 */
public record Uploads(long memoryBytes, long partBytes, boolean checksums) {}
