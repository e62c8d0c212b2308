package io.spillway.localcloud.machine;

import io.spillway.localcloud.service.SteeredServer;
import java.nio.file.Path;
import java.util.Optional;

/** A machine of a cloud that is played here, whichever that is. Any thread may ask. */
public interface CloudMachine {

    /** What its cloud calls it, which is its TaskManager's resource id. */
    String id();

    /** Where it keeps its files. */
    Path directory();

    /** Where its metadata is, with counters and faults. */
    SteeredServer metadataServer();

    /** The machine itself, while it runs. */
    Optional<LocalVm> vm();

    /** Whether its power was cut: it didn't shut down in time, or was taken away. */
    boolean wasCut();

    /** Whether it is gone for good. */
    boolean hasEnded();
}
