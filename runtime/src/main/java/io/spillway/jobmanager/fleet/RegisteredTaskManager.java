package io.spillway.jobmanager.fleet;

/**
 * A TaskManager that is registered at Flink's ResourceManager.
 *
 * @param id resource id
 * @param host the address that it registered with
 * @param slots how many slots it offers
 */
public record RegisteredTaskManager(String id, String host, int slots) {}
