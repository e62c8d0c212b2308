/**
 * EC2 instances: processes on this machine, each with a metadata endpoint of its own. What EC2 does
 * to instances on its own account happens here: Spot reclaims, rebalance recommendations,
 * maintenance. It has no API, since the plugin calls none.
 */
package io.spillway.localcloud.aws.ec2;
