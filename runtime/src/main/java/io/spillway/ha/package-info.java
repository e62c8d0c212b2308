/**
 * High availability on an object store: who leads, and where the job's checkpoints are, without
 * ZooKeeper and without Kubernetes.
 */
package io.spillway.ha;
