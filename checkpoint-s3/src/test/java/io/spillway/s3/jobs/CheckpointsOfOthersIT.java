package io.spillway.s3.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.checkpoint.testing.PluginFolder;
import io.spillway.checkpoint.testing.jobs.CountingJob;
import io.spillway.checkpoint.testing.jobs.JobCluster;
import io.spillway.localcloud.objectstore.MockS3;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.flink.api.common.JobID;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;
import org.apache.flink.util.WrappingProxy;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A job goes on from the checkpoint that it has made with one of Flink's plugins: {@code
 * -Ds3.peers=DIR} has a folder for each.
 */
@EnabledIfSystemProperty(named = CheckpointsOfOthersIT.PEERS, matches = ".+")
class CheckpointsOfOthersIT {
    static final String PEERS = "spillway.s3.peers";

    @TempDir static java.nio.file.Path temporary;
    @TempDir java.nio.file.Path plugins;

    private static MockS3 s3;
    private static JobCluster cluster;

    private final Path directory = MockS3.directory();

    @BeforeAll
    static void open() throws Exception {
        s3 = MockS3.open();
        cluster = JobCluster.start(s3.configuration(), temporary);
    }

    @AfterAll
    static void close() throws Exception {
        cluster.close();
        s3.close();
    }

    @AfterEach
    void fast() {
        CountingJob.sourcePause = Duration.ZERO;
    }

    @ParameterizedTest
    @CsvSource({
        "flink-s3-fs-native, s3, org.apache.flink.fs.s3native.NativeS3FileSystemFactory",
        "flink-s3-fs-hadoop, s3a, org.apache.flink.fs.s3hadoop.S3AFileSystemFactory",
        "flink-s3-fs-presto, s3p, org.apache.flink.fs.s3presto.S3PFileSystemFactory"
    })
    void goesOnFromThem(String plugin, String scheme, String factory) throws Exception {
        Files.createSymbolicLink(
                plugins.resolve(plugin),
                java.nio.file.Path.of(System.getProperty(PEERS), plugin).toAbsolutePath());
        FileSystem.initialize(
                s3.configuration(
                        "fs.%s.priority.%s".formatted(scheme, factory),
                        "10",
                        "s3.region",
                        "us-east-1"),
                PluginFolder.load(plugins));
        Path checkpoints = new Path((directory + "/checkpoints").replace("s3://", scheme + "://"));
        FileSystem theirs = checkpoints.getFileSystem();
        assertThat(((WrappingProxy<?>) theirs).getWrappedDelegate().getClass().getName())
                .startsWith("org.apache.flink.fs.s3");

        CountingJob.sourcePause = Duration.ofMillis(1);
        JobID first =
                cluster.run(CountingJob.counting(configuration(checkpoints), 2), Optional.empty());
        cluster.awaitCheckpoints(first, 3);
        String checkpoint = cluster.cancel(first);
        assertThat(checkpoint).startsWith(scheme + "://");
        fast();

        FileSystem.initialize(s3.configuration(), PluginFolder.load());
        Path output = new Path(directory, "output");
        cluster.awaitFinished(
                cluster.run(
                        CountingJob.writing(
                                configuration(new Path(directory, "checkpoints")), 3, output),
                        Optional.of(checkpoint)));
        assertThatCountsWentOn(output);
    }

    private static Configuration configuration(Path checkpoints) {
        Map<String, String> all = new TreeMap<>();
        all.put("state.backend.type", "rocksdb");
        all.put("execution.checkpointing.incremental", "true");
        all.put("execution.checkpointing.interval", "300 ms");
        all.put("execution.checkpointing.dir", checkpoints.toString());
        all.put(
                "execution.checkpointing.externalized-checkpoint-retention",
                "RETAIN_ON_CANCELLATION");
        return Configuration.fromMap(all);
    }

    /** Each key's counts begin somewhere above 1, and end where they have to, without a gap. */
    private static void assertThatCountsWentOn(Path output) throws Exception {
        Map<String, TreeSet<Integer>> counts = new HashMap<>();
        FileSystem files = output.getFileSystem();
        for (FileStatus each : files.listStatus(output)) {
            if (!each.getPath().getName().startsWith(".")) {
                try (var in = files.open(each.getPath())) {
                    new String(in.readAllBytes(), StandardCharsets.UTF_8)
                            .lines()
                            .map(line -> line.split(" ", 2))
                            .forEach(
                                    pair ->
                                            assertThat(
                                                            counts.computeIfAbsent(
                                                                            pair[0],
                                                                            key -> new TreeSet<>())
                                                                    .add(Integer.valueOf(pair[1])))
                                                    .isTrue());
                }
            }
        }
        assertThat(counts).hasSize(CountingJob.KEYS);
        counts.forEach(
                (key, seen) -> {
                    assertThat(seen.last()).isEqualTo(CountingJob.NUMBERS / CountingJob.KEYS);
                    assertThat(seen.first()).isGreaterThan(1);
                    assertThat(seen).hasSize(seen.last() - seen.first() + 1);
                });
    }
}
