/**
 * What it costs when a cloud takes Spot instances back, one after the other: from the notice in the
 * metadata to the instance's release, and what the job's output shows of it.
 */
package io.spillway.bench.reclaim;
