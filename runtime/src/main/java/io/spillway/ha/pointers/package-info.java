/**
 * Where a job's checkpoints and a cluster's jobs are: pointers in manifests, each one object of a
 * store, written by the leader alone. A leader that doesn't know yet that another leads is stopped
 * by the manifest itself.
 */
package io.spillway.ha.pointers;
