package io.spillway.doctor;

import io.spillway.spi.diagnosis.Check;
import java.util.List;

/**
 * Checks that belong together.
 *
 * @param title such as {@code Machine}
 */
public record Section(String title, List<Check> checks) {
    public Section {
        checks = List.copyOf(checks);
    }
}
