package io.spillway.dist.localgroup;

import io.spillway.spi.cloud.InstanceGroup;
import io.spillway.spi.cloud.InstanceGroupProvider;
import java.net.URI;
import java.time.Duration;
import java.util.Map;

/**
 * The way from a JobManager's process to a test's {@link GroupEndpoint}; a group's name is its URL.
 */
public final class LocalGroupProvider implements InstanceGroupProvider {
    /** Of the cloud. */
    public static final String NAME = "local-group";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public boolean waitsForDrains() {
        return false;
    }

    @Override
    public boolean isHere(Duration timeout) {
        return false;
    }

    @Override
    public InstanceGroup open(String group, Map<String, String> settings) {
        return new RemoteGroup(URI.create(group));
    }
}
