package io.spillway.aws.metadata;

import io.spillway.cloud.machine.Firmware;
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

    /** This machine's. */
    public static Vendor ofThisMachine() {
        return of(Firmware.vendor());
    }

    static Vendor of(Optional<String> vendor) {
        return vendor.map(
                        name ->
                                name.equals("Amazon EC2")
                                        ? EC2
                                        : name.equals("Xen") ? UNKNOWN : OTHER)
                .orElse(UNKNOWN);
    }
}
