/** Flink's leader election and retrieval, on the lease and on what it tells. */
package io.spillway.ha.election;
