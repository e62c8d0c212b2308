package io.spillway.s3.client;

import java.io.InputStream;

/**
 * A small object.
 *
 * @param content in memory; to be read once
 */
public record StoredBytes(String etag, InputStream content) {}
