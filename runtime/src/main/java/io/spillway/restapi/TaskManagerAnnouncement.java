package io.spillway.restapi;

/**
 * The body of {@code PUT /fleet/taskmanagers/:taskmanagerid}: what an agent knows about its machine
 * and Flink doesn't. Sent when the TaskManager has joined, again after each failover of the
 * JobManager, and when advice arrives. Idempotent: each one replaces the last.
 *
 * @param zone availability zone; null when unknown
 * @param instanceType the machine's type; null when unknown
 * @param advice a notice that is not acted upon, such as a rebalance recommendation; null when none
 */
public record TaskManagerAnnouncement(String zone, String instanceType, FleetView.Notice advice) {}
