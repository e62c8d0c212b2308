/** A group of equal VMs that holds its desired capacity, as an Auto Scaling group does. */
package io.spillway.localcloud.group;
