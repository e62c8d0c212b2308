package io.spillway.scalein;

import io.spillway.spi.cloud.CloudException;
import io.spillway.spi.cloud.InstanceGroup;

/** Opens the way to the group; called again when it has thrown. */
@FunctionalInterface
public interface GroupAccess {
    InstanceGroup open() throws CloudException;
}
