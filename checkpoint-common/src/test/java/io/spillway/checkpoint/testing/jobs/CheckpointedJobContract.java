package io.spillway.checkpoint.testing.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.checkpoint.testing.TestingCloud;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.flink.api.common.JobID;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;
import org.apache.flink.runtime.checkpoint.CompletedCheckpointStats;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/**
 * A job runs, fails and recovers, is ended, and goes on from its last checkpoint with more
 * subtasks; then each of its numbers was counted once, and is once in the files that it has
 * written.
 */
@TestInstance(Lifecycle.PER_CLASS)
public abstract class CheckpointedJobContract {
    @TempDir static java.nio.file.Path temporary;

    private final TestingCloud cloud;

    private JobCluster cluster;
    private Path directory;
    private Path output;

    protected CheckpointedJobContract(TestingCloud cloud) {
        this.cloud = cloud;
    }

    @BeforeAll
    void open() throws Exception {
        cloud.open();
        cluster = JobCluster.start(cloud.configuration(), temporary);
    }

    @AfterAll
    void close() throws Exception {
        cluster.close();
        cloud.close();
    }

    @BeforeEach
    void nameFiles() {
        directory = cloud.directory();
        output = new Path(directory, "output");
    }

    @AfterEach
    void fast() {
        CountingJob.sourcePause = Duration.ZERO;
        CountingJob.countPause = Duration.ZERO;
    }

    @Test
    void withStateOnTheHeap() throws Exception {
        CountingJob.sourcePause = Duration.ofMillis(1);
        goesOnAtAnotherParallelism(Map.of("state.backend.type", "hashmap"));
    }

    @Test
    void withRocksDbsIncrements() throws Exception {
        CountingJob.sourcePause = Duration.ofMillis(1);
        goesOnAtAnotherParallelism(
                Map.of(
                        "state.backend.type", "rocksdb",
                        "execution.checkpointing.incremental", "true"));
    }

    @Test
    void withRocksDbsIncrementsInMergedFiles() throws Exception {
        CountingJob.sourcePause = Duration.ofMillis(1);
        goesOnAtAnotherParallelism(
                Map.of(
                        "state.backend.type", "rocksdb",
                        "execution.checkpointing.incremental", "true",
                        "execution.checkpointing.file-merging.enabled", "true",
                        "execution.checkpointing.file-merging.across-checkpoint-boundary", "true"));
    }

    @Test
    void withUnalignedCheckpointsUnderBackPressure() throws Exception {
        CountingJob.countPause = Duration.ofMillis(1);
        CompletedCheckpointStats last =
                goesOnAtAnotherParallelism(
                        Map.of(
                                "state.backend.type", "hashmap",
                                "execution.checkpointing.unaligned.enabled", "true"));
        assertThat(last.getPersistedData()).as("bytes that were on their way").isPositive();
    }

    @Test
    void fromASavepoint() throws Exception {
        CountingJob.sourcePause = Duration.ofMillis(1);
        Configuration configuration = configuration(Map.of("state.backend.type", "rocksdb"));
        JobID first = cluster.run(CountingJob.writing(configuration, 2, output), Optional.empty());
        cluster.awaitCheckpoints(first, 2);
        String savepoint = cluster.stop(first, new Path(directory, "savepoints").toString());
        assertThat(savepoint).startsWith(directory.toUri().getScheme() + "://");

        fast();
        cluster.awaitFinished(
                cluster.run(CountingJob.writing(configuration, 3, output), Optional.of(savepoint)));
        assertThatEachNumberIsWrittenOnce();
    }

    /** Answers the checkpoint from which it went on. */
    private CompletedCheckpointStats goesOnAtAnotherParallelism(Map<String, String> settings)
            throws Exception {
        cloud.relay().reset();
        Configuration configuration = configuration(settings);
        JobID first = cluster.run(CountingJob.writing(configuration, 2, output), Optional.empty());
        cluster.awaitCheckpoints(first, 3);

        int failures = CountingJob.failures();
        CountingJob.failOnce();
        Awaitility.await().until(() -> CountingJob.failures() > failures);
        CompletedCheckpointStats last = cluster.awaitCheckpoints(first, 3);
        String checkpoint = cluster.cancel(first);

        fast();
        JobID second =
                cluster.run(CountingJob.writing(configuration, 3, output), Optional.of(checkpoint));
        cluster.awaitFinished(second);
        assertThatEachNumberIsWrittenOnce();
        assertThat(cloud.relay().counts()).containsKey(cloud.names().delete());
        return last;
    }

    private Configuration configuration(Map<String, String> settings) {
        Map<String, String> all = new TreeMap<>(settings);
        all.put("execution.checkpointing.interval", "300 ms");
        all.put("execution.checkpointing.dir", new Path(directory, "checkpoints").toString());
        all.put(
                "execution.checkpointing.externalized-checkpoint-retention",
                "RETAIN_ON_CANCELLATION");
        all.put("restart-strategy.type", "fixed-delay");
        all.put("restart-strategy.fixed-delay.attempts", "3");
        all.put("restart-strategy.fixed-delay.delay", "10 ms");
        return Configuration.fromMap(all);
    }

    private void assertThatEachNumberIsWrittenOnce() throws IOException {
        List<String> written = new ArrayList<>();
        FileSystem files = output.getFileSystem();
        for (FileStatus each : files.listStatus(output)) {
            // Hidden, as Flink hides it: the end of a file that was restored and went on.
            if (each.getPath().getName().startsWith(".")) {
                continue;
            }
            try (var in = files.open(each.getPath())) {
                written.addAll(
                        new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList());
            }
        }
        Map<String, Integer> times = new TreeMap<>();
        written.forEach(line -> times.merge(line, 1, Integer::sum));
        List<String> lost = new ArrayList<>();
        for (int key = 0; key < CountingJob.KEYS; key++) {
            for (int i = 1; i <= CountingJob.NUMBERS / CountingJob.KEYS; i++) {
                Integer seen = times.remove(key + " " + i);
                if (seen == null) {
                    lost.add(key + " " + i);
                } else if (seen > 1) {
                    times.put(key + " " + i, seen);
                }
            }
        }
        assertThat(lost).as("lost").isEmpty();
        assertThat(times).as("more than once, or never sent").isEmpty();
    }
}
