package io.spillway.checkpoint.objects;

import java.io.InputStream;

/**
 * A small object.
 *
 * @param content in memory; to be read once
 */
public record StoredBytes(String version, InputStream content) {}
