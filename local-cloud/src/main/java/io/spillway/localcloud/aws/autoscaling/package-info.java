/**
 * Auto Scaling groups, as Amazon EC2 Auto Scaling runs them: lifecycle hooks, warm pools, instance
 * refresh, capacity rebalancing, target tracking; and the part of its API that Spillway calls.
 */
package io.spillway.localcloud.aws.autoscaling;
