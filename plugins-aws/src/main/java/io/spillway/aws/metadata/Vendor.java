package io.spillway.aws.metadata;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Who has made the machine, as its firmware says. Costs no request, so that a machine of somebody
 * else's needn't wait for a metadata service that isn't there.
 */
public enum Vendor {
    /** Amazon EC2, beyond doubt. */
    EC2,
    /** Somebody else, beyond doubt. */
    OTHER,
    /** Nobody says; instances of before 2017 say no more than that they run on Xen. */
    UNKNOWN;

    private static final Path FIRMWARE = Path.of("/sys/class/dmi/id/sys_vendor");

    /** This machine's. */
    public static Vendor ofThisMachine() {
        return of(FIRMWARE);
    }

    static Vendor of(Path file) {
        return read(file)
                .map(
                        vendor ->
                                vendor.equals("Amazon EC2")
                                        ? EC2
                                        : vendor.equals("Xen") ? UNKNOWN : OTHER)
                .orElse(UNKNOWN);
    }

    private static Optional<String> read(Path file) {
        try {
            return Optional.of(Files.readString(file).strip()).filter(text -> !text.isEmpty());
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
