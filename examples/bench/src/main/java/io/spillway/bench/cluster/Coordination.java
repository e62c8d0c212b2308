package io.spillway.bench.cluster;

import java.util.Map;
import java.util.OptionalLong;

/** The server by which JobManagers agree who leads. Closing it ends it. */
interface Coordination extends AutoCloseable {

    /** What JobManagers and TaskManagers need to find it, as keys of {@code config.yaml}. */
    Map<String, String> settings();

    /** Requests that it has had so far, where they are counted. */
    OptionalLong requests();

    @Override
    void close();
}
