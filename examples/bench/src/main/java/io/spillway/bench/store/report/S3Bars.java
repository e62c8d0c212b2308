package io.spillway.bench.store.report;

import io.spillway.bench.store.Implementation;
import io.spillway.bench.store.Operation;
import java.util.List;
import java.util.Optional;

/** What is to be reached on S3, beside {@code flink-s3-fs-native} above all. */
final class S3Bars extends Bars {
    private static final double WRITTEN = 0.6;
    private static final double RESTORED = 0.7;
    private static final double DELETED = 0.2;
    private static final double MOST_PLUGIN_MB = 16;
    private static final double MOST_HEAP_MIB = 160;

    S3Bars(StoreResults results) {
        super(results);
    }

    @Override
    void compare() {
        writing();
        reading();
        deleting();
        plugin();
    }

    private void writing() {
        for (Operation each :
                List.of(Operation.WRITE_1_KIB, Operation.WRITE_100_KIB, Operation.WRITE_5_MIB)) {
            requests(each, 1);
            ratio(each, Implementation.NATIVE, WRITTEN, REAL_MS);
        }
        for (Operation each : List.of(Operation.WRITE_64_MIB, Operation.WRITE_256_MIB)) {
            ratioAtEach(each, Implementation.NATIVE, WRITTEN);
            results().latencies().forEach(latency -> withoutAssembly(each, latency));
            noLocalFile(each);
        }
        heap(Operation.WRITE_4_X_64_MIB, MOST_HEAP_MIB);
        aborted();
    }

    private void reading() {
        requests(Operation.READ_1_KIB, 1);
        ratioAtEach(Operation.READ_1_KIB, Implementation.NATIVE, WRITTEN);
        restore();
        requests(Operation.RANDOM_READS, 100);
        connections(Operation.RANDOM_READS);
        ratioAtEach(Operation.RANDOM_READS, Implementation.PRESTO, 1);
        requests(Operation.SKIPS, 1);
        connections(Operation.SKIPS);
        ratioAtEach(Operation.SKIPS, Implementation.PRESTO, 1);
    }

    private void deleting() {
        requests(Operation.DELETE_200_FILES, 2);
        ratioAtEach(Operation.DELETE_200_FILES, Implementation.NATIVE, DELETED);
    }

    private void plugin() {
        Optional.ofNullable(results().pluginBytes().get(Implementation.SPILLWAY))
                .map(bytes -> bytes / 1e6)
                .ifPresent(
                        megabytes ->
                                add(
                                        "plugin: 16 MB at most",
                                        format("%.1f MB", megabytes),
                                        megabytes <= MOST_PLUGIN_MB));
        ratioAtEach(Operation.FIRST_USE, Implementation.NATIVE, 1);
    }

    /** What native sends has no parts. */
    private void withoutAssembly(Operation operation, int latency) {
        ratio(
                operation.text() + " without the server's assembling",
                operation,
                StoreResults.ratio(
                        results()
                                .medianWithoutAssemblyMs(
                                        Implementation.SPILLWAY, operation, latency),
                        results().medianMs(Implementation.NATIVE, operation, latency)),
                "native",
                WRITTEN,
                latency);
    }

    private void restore() {
        Operation operation = Operation.RESTORE_256_MIB;
        ratio(
                operation,
                results().bestPeerMs(operation, REAL_MS),
                "the best peer",
                RESTORED,
                REAL_MS);
    }

    @Override
    boolean makesObject(String request) {
        return request.equals("CompleteMultipartUpload") || request.equals("PutObject");
    }
}
