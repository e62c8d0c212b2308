/**
 * The autoscaler of a managed instance group. What it decides by is in {@link
 * io.spillway.localcloud.autoscaling.policy.InstanceGroupAutoscaler}, as the simulator has it.
 */
package io.spillway.localcloud.gcp.autoscaling;
