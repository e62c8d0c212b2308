package io.spillway.bench.store;

import java.util.Map;
import java.util.OptionalDouble;

/**
 * What an operation has cost once.
 *
 * @param milliseconds from its begin until it had returned
 * @param cpuMilliseconds of the implementation's process, all threads together, in steps of 10
 * @param relayCpuMilliseconds of this process, whose relay stands before the server
 * @param serverCpuMilliseconds of the server's process, in steps of 10; empty for one that isn't
 *     the benchmark's own
 * @param requests how many of each kind, as the store calls them
 * @param connections new ones
 * @param uploadedBytes of bodies, to the server
 * @param downloadedBytes of bodies, from the server
 * @param localBytes the most that was in temporary directories at once, as seen every 5 ms
 * @param serverMilliseconds what the server took for all requests, from the last byte of each to
 *     the first of its answer; more than the time when they ran in parallel
 * @param assemblyMilliseconds of that, what the server took to make objects of parts: S3Mock writes
 *     all of them anew, which no real store does
 * @param leftUploads uploads that were begun and neither completed nor aborted
 */
public record Sample(
        double milliseconds,
        double cpuMilliseconds,
        double relayCpuMilliseconds,
        OptionalDouble serverCpuMilliseconds,
        Map<String, Integer> requests,
        int connections,
        long uploadedBytes,
        long downloadedBytes,
        long localBytes,
        double serverMilliseconds,
        double assemblyMilliseconds,
        int leftUploads) {
    public Sample {
        requests = Map.copyOf(requests);
    }

    /** Of all kinds. */
    public int allRequests() {
        return requests.values().stream().mapToInt(Integer::intValue).sum();
    }
}
