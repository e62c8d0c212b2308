package io.spillway.s3.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.checkpoint.testing.jobs.CountingJob;
import io.spillway.checkpoint.testing.jobs.JobCluster;
import io.spillway.localcloud.objectstore.MockS3;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.apache.flink.api.common.JobID;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.fs.Path;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a checkpoint asks the server for, when the job has two subtasks with state and two sources.
 */
class CheckpointRequestsIT {
    @TempDir static java.nio.file.Path temporary;

    private static MockS3 s3;
    private static JobCluster cluster;

    private final Path directory = MockS3.directory();

    @BeforeAll
    static void open() throws Exception {
        s3 = MockS3.open();
        cluster = JobCluster.start(s3.configuration(), temporary);
        CountingJob.sourcePause = Duration.ofMillis(1);
    }

    @AfterAll
    static void close() throws Exception {
        CountingJob.sourcePause = Duration.ZERO;
        cluster.close();
        s3.close();
    }

    @Test
    void onTheHeap() throws Exception {
        assertThat(requestsOfACheckpoint(Map.of("state.backend.type", "hashmap")))
                .isEqualTo(Map.of("PutObject", 3, "HeadObject", 1, "DeleteObject", 4));
    }

    /** RocksDB may compact now or then, so the number isn't always the same. */
    @Test
    void incrementally() throws Exception {
        Map<String, Integer> counts =
                requestsOfACheckpoint(
                        Map.of(
                                "state.backend.type", "rocksdb",
                                "execution.checkpointing.incremental", "true"));
        assertThat(counts).containsOnlyKeys("PutObject", "HeadObject", "DeleteObject");
        assertThat(counts.get("PutObject")).as("7 mostly").isBetween(3, 11);
        assertThat(counts).containsEntry("HeadObject", 1);
    }

    /**
     * More than without: Flink syncs after each piece, which is a request on S3, and puts the
     * smallest pieces into files as well.
     */
    @Test
    void incrementallyInMergedFiles() throws Exception {
        Map<String, Integer> counts =
                requestsOfACheckpoint(
                        Map.of(
                                "state.backend.type", "rocksdb",
                                "execution.checkpointing.incremental", "true",
                                "execution.checkpointing.file-merging.enabled", "true"));
        assertThat(counts).containsOnlyKeys("PutObject", "HeadObject", "DeleteObject");
        assertThat(counts.get("PutObject")).as("17 mostly").isBetween(9, 23);
        assertThat(counts).containsEntry("HeadObject", 1);
    }

    /** Those of the fourth, with which the third is given up. */
    private Map<String, Integer> requestsOfACheckpoint(Map<String, String> settings)
            throws Exception {
        Map<String, String> all = new TreeMap<>(settings);
        all.put("execution.checkpointing.interval", "1 h");
        all.put("execution.checkpointing.dir", directory.toString());
        JobID job =
                cluster.run(CountingJob.counting(Configuration.fromMap(all), 2), Optional.empty());
        cluster.awaitRunning(job);
        for (int i = 0; i < 3; i++) {
            cluster.checkpoint(job);
        }
        awaitQuiet();
        s3.relay().reset();
        cluster.checkpoint(job);
        awaitQuiet();
        Map<String, Integer> counts = s3.relay().counts();
        cluster.cancel(job);
        return counts;
    }

    /** Deletions are under way when a checkpoint is complete. */
    private static void awaitQuiet() {
        Awaitility.await().during(Duration.ofMillis(700)).until(new Unchanged());
    }

    private static final class Unchanged implements Callable<Boolean> {
        private int before = -1;

        @Override
        public Boolean call() {
            int now = s3.relay().requests().size();
            boolean unchanged = now == before;
            before = now;
            return unchanged;
        }
    }
}
