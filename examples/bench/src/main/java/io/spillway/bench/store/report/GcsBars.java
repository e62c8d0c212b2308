package io.spillway.bench.store.report;

import io.spillway.bench.store.Implementation;
import io.spillway.bench.store.Operation;
import java.util.List;
import java.util.OptionalDouble;

/** What is to be reached on Cloud Storage, beside {@code flink-gs-fs-hadoop}. */
final class GcsBars extends Bars {
    private static final Implementation PEER = Implementation.HADOOP;
    private static final double SMALL_WRITTEN = 0.6;
    private static final double LARGE_MOVED = 0.7;
    private static final double HEAP_OF_A_STREAM = 0.25;
    private static final double PLUGIN = 1 / 3.0;

    GcsBars(StoreResults results) {
        super(results);
    }

    @Override
    void compare() {
        for (Operation each :
                List.of(Operation.WRITE_1_KIB, Operation.WRITE_100_KIB, Operation.WRITE_5_MIB)) {
            requests(each, 1);
            ratio(each, PEER, SMALL_WRITTEN, REAL_MS);
        }
        ratioAtEach(Operation.WRITE_256_MIB, PEER, LARGE_MOVED);
        noLocalFile(Operation.WRITE_256_MIB);
        heapOfStreams(Operation.OPEN_4_STREAMS);
        aborted();
        requests(Operation.READ_1_KIB, 1);
        ratioAtEach(Operation.RESTORE_256_MIB, PEER, LARGE_MOVED);
        requests(Operation.RANDOM_READS, 100);
        connections(Operation.RANDOM_READS);
        requests(Operation.SKIPS, 1);
        // A batch has 100 calls at most.
        requests(Operation.DELETE_200_FILES, 3);
        plugin();
    }

    private void heapOfStreams(Operation operation) {
        OptionalDouble ratio =
                StoreResults.ratio(heapMiB(mine(operation)), heapMiB(of(PEER, operation)));
        String text =
                format(
                        "%s: %.2f x %s's heap at most",
                        operation.text(), HEAP_OF_A_STREAM, PEER.text());
        if (ratio.isPresent()) {
            add(text, format("%.2f", ratio.getAsDouble()), ratio.getAsDouble() <= HEAP_OF_A_STREAM);
        } else {
            unknown(operation, text);
        }
    }

    private void plugin() {
        Long mine = results().pluginBytes().get(Implementation.SPILLWAY);
        Long peers = results().pluginBytes().get(PEER);
        if (mine != null && peers != null && peers > 0) {
            double ratio = (double) mine / peers;
            add(
                    format("plugin: 1/3 of %s's size at most", PEER.text()),
                    format("%.2f", ratio),
                    ratio <= PLUGIN);
        }
    }

    @Override
    boolean makesObject(String request) {
        return request.equals("objects.compose");
    }
}
