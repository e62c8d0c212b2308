package io.spillway.cloud.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What a machine's firmware says of who has made it. Costs no request, so that a machine of
 * somebody else's needn't wait for a metadata service that isn't there.
 */
public final class Firmware {
    private static final Path VENDOR = Path.of("/sys/class/dmi/id/sys_vendor");

    private Firmware() {}

    /** This machine's vendor, such as {@code Amazon EC2} or {@code Google}; empty when unknown. */
    public static Optional<String> vendor() {
        return vendor(VENDOR);
    }

    /** The same by a file's content. */
    public static Optional<String> vendor(Path file) {
        try {
            return Optional.of(Files.readString(file).strip()).filter(text -> !text.isEmpty());
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
