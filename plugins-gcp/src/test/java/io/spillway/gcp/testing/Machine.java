package io.spillway.gcp.testing;

import io.spillway.gcp.metadata.InstanceMetadata;
import io.spillway.gcp.metadata.MetadataEndpoint;
import io.spillway.localcloud.gcp.metadata.VmFacts;
import io.spillway.localcloud.gcp.metadata.VmMetadata;
import io.spillway.localcloud.gcp.metadata.VmMetadataServer;
import java.io.IOException;
import java.util.Map;

/** The metadata server of one VM that nothing runs on. */
public final class Machine implements AutoCloseable {
    public static final String ID = "4711000000000000001";
    public static final String GROUP = "workers";

    /** What the cloud says; a test changes it. */
    public final VmMetadata says;

    public final VmMetadataServer server;

    /**
     * @param spot whether it can be preempted
     * @param inGroup whether a group has made it
     */
    public Machine(boolean spot, boolean inGroup) throws IOException {
        says =
                new VmMetadata(
                        new VmFacts(
                                Long.parseLong(ID),
                                "workers-x4kd",
                                "local-project",
                                123_456_789_012L,
                                "europe-west1-b",
                                "e2-medium",
                                "127.0.0.1",
                                spot,
                                "workers@local-project.iam.gserviceaccount.com",
                                inGroup
                                        ? Map.of(
                                                "created-by",
                                                "projects/123456789012/regions/europe-west1/instanceGroupManagers/"
                                                        + GROUP)
                                        : Map.of()));
        server = VmMetadataServer.start(says);
    }

    /** Where it is asked. */
    public MetadataEndpoint endpoint() {
        return MetadataEndpoint.of(server.host(), false);
    }

    /** The plugin's way to ask it. */
    public InstanceMetadata metadata() {
        return new InstanceMetadata(endpoint());
    }

    @Override
    public void close() {
        server.close();
    }
}
