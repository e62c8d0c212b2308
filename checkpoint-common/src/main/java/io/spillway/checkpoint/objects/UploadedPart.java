package io.spillway.checkpoint.objects;

import java.util.Optional;

/**
 * A part of a multipart upload that the server has.
 *
 * @param number from 1 to 10,000
 * @param checksum CRC-32C, if checksums are on
 */
public record UploadedPart(int number, String version, long size, Optional<String> checksum) {}
