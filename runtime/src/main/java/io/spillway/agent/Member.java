package io.spillway.agent;

import io.spillway.spi.cloud.InstanceIdentity;

/**
 * The machine as a member of the fleet.
 *
 * @param identity who it is
 * @param taskManager its TaskManager's resource id
 * @param slots how many slots that offers
 */
public record Member(InstanceIdentity identity, String taskManager, int slots) {}
