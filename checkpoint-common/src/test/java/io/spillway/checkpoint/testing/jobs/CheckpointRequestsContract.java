package io.spillway.checkpoint.testing.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.checkpoint.testing.TestingCloud;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.apache.flink.api.common.JobID;
import org.apache.flink.configuration.Configuration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a checkpoint asks the server for, when the job has two subtasks with state and two sources.
 */
@TestInstance(Lifecycle.PER_CLASS)
public abstract class CheckpointRequestsContract {
    @TempDir static java.nio.file.Path temporary;

    private final TestingCloud cloud;
    private final String write;
    private final String look;
    private final String delete;
    private JobCluster cluster;

    protected CheckpointRequestsContract(TestingCloud cloud) {
        this.cloud = cloud;
        this.write = cloud.names().put();
        this.look = cloud.names().head();
        this.delete = cloud.names().delete();
    }

    @BeforeAll
    void open() throws Exception {
        cloud.open();
        cluster = JobCluster.start(cloud.configuration(), temporary);
        CountingJob.sourcePause = Duration.ofMillis(1);
    }

    @AfterAll
    void close() throws Exception {
        CountingJob.sourcePause = Duration.ZERO;
        cluster.close();
        cloud.close();
    }

    @Test
    void onTheHeap() throws Exception {
        assertThat(requestsOfACheckpoint(Map.of("state.backend.type", "hashmap")))
                .isEqualTo(Map.of(write, 3, look, 1, delete, 4));
    }

    /** RocksDB may compact now or then, so the number isn't always the same. */
    @Test
    void incrementally() throws Exception {
        Map<String, Integer> counts =
                requestsOfACheckpoint(
                        Map.of(
                                "state.backend.type", "rocksdb",
                                "execution.checkpointing.incremental", "true"));
        assertThat(counts).containsOnlyKeys(write, look, delete);
        assertThat(counts.get(write)).as("7 mostly").isBetween(3, 11);
        assertThat(counts).containsEntry(look, 1);
    }

    /**
     * More than without: Flink syncs after each piece, which is a request on an object store, and
     * puts the smallest pieces into files as well.
     */
    @Test
    void incrementallyInMergedFiles() throws Exception {
        Map<String, Integer> counts =
                requestsOfACheckpoint(
                        Map.of(
                                "state.backend.type", "rocksdb",
                                "execution.checkpointing.incremental", "true",
                                "execution.checkpointing.file-merging.enabled", "true"));
        assertThat(counts).containsOnlyKeys(write, look, delete);
        assertThat(counts.get(write)).as("17 mostly").isBetween(9, 23);
        assertThat(counts).containsEntry(look, 1);
    }

    /** Those of the fourth, with which the third is given up. */
    private Map<String, Integer> requestsOfACheckpoint(Map<String, String> settings)
            throws Exception {
        Map<String, String> all = new TreeMap<>(settings);
        all.put("execution.checkpointing.interval", "1 h");
        all.put("execution.checkpointing.dir", cloud.directory().toString());
        JobID job =
                cluster.run(CountingJob.counting(Configuration.fromMap(all), 2), Optional.empty());
        cluster.awaitRunning(job);
        for (int i = 0; i < 3; i++) {
            cluster.checkpoint(job);
        }
        awaitQuiet();
        cloud.relay().reset();
        cluster.checkpoint(job);
        awaitQuiet();
        Map<String, Integer> counts = cloud.relay().counts();
        cluster.cancel(job);
        return counts;
    }

    /** Deletions are under way when a checkpoint is complete. */
    private void awaitQuiet() {
        Awaitility.await().during(Duration.ofMillis(700)).until(new Unchanged());
    }

    private final class Unchanged implements Callable<Boolean> {
        private int before = -1;

        @Override
        public Boolean call() {
            int now = cloud.relay().requests().size();
            boolean unchanged = now == before;
            before = now;
            return unchanged;
        }
    }
}
