/** Sets a group's desired capacity from the job's busy time, by Kubernetes' formula. */
package io.spillway.localcloud.autoscaling;
