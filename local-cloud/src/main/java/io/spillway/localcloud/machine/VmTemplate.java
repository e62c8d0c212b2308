package io.spillway.localcloud.machine;

import java.time.Duration;

/** What every VM of a group boots. */
public interface VmTemplate {
    /**
     * The VM with the given id.
     *
     * @param bootDelay how long the machine takes until its main process starts; zero or more
     */
    VmSpec spec(String id, Duration bootDelay);
}
