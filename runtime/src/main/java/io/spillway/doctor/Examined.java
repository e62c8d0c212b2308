package io.spillway.doctor;

import io.spillway.spi.diagnosis.Finding;

/**
 * One check's result.
 *
 * @param section the title of its section
 * @param check its name
 * @param tookMs milliseconds
 */
public record Examined(String section, String check, Finding finding, long tookMs) {}
