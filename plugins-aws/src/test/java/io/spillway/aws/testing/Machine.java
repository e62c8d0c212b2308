package io.spillway.aws.testing;

import io.spillway.aws.metadata.InstanceMetadata;
import io.spillway.aws.metadata.MetadataEndpoint;
import io.spillway.localcloud.aws.metadata.InstanceFacts;
import io.spillway.localcloud.aws.metadata.MetadataOptions;
import io.spillway.localcloud.aws.metadata.MetadataServer;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** The metadata service of one instance that nothing runs on. */
public final class Machine implements AutoCloseable {
    public static final String ID = "i-0123456789abcdef0";
    public static final String GROUP = "workers";

    /** What the cloud says; a test changes it. */
    public final io.spillway.localcloud.aws.metadata.InstanceMetadata says;

    public final MetadataServer server;
    public final ManualClock clock = new ManualClock();

    /**
     * @param spot whether it is a Spot instance
     * @param tags whether its tags are in its metadata
     */
    public Machine(boolean spot, boolean tags) throws IOException {
        MetadataOptions options = new MetadataOptions(true, true, tags);
        says =
                new io.spillway.localcloud.aws.metadata.InstanceMetadata(
                        new InstanceFacts(
                                ID,
                                "m7g.medium",
                                "arm64",
                                "123456789012",
                                "eu-central-1",
                                "eu-central-1b",
                                "ami-1",
                                "127.0.0.1",
                                spot,
                                Optional.of("taskmanager"),
                                Map.of("aws:autoscaling:groupName", GROUP),
                                Optional.empty(),
                                Instant.EPOCH),
                        options);
        server = MetadataServer.start(says, options, clock);
    }

    /** Where it is asked. */
    public MetadataEndpoint endpoint() {
        return MetadataEndpoint.of(server.address().toString(), false);
    }

    /** The plugin's way to ask it. */
    public InstanceMetadata metadata() {
        return new InstanceMetadata(endpoint(), System::nanoTime);
    }

    @Override
    public void close() {
        server.close();
    }
}
