package io.spillway.checkpoint.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spillway.checkpoint.objects.Connection;
import io.spillway.localcloud.objectstore.Fault;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.FileAlreadyExistsException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.fs.FSDataOutputStream;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.FileSystem.WriteMode;
import org.apache.flink.core.fs.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How files are written, in any cloud. */
public abstract class WritingContract extends CloudFiles {
    protected WritingContract(TestingCloud cloud) {
        super(cloud);
    }

    /** One that Flink syncs before it closes it, when it wants to keep it. */
    private Path data;

    @BeforeEach
    void nameData() {
        data = new Path(directory, "0123456789abcdef0123456789abcdef/shared/" + UUID.randomUUID());
    }

    @Test
    void whatWasSyncedIsVisibleAndWritingGoesOn() throws Exception {
        byte[] content = TestFiles.bytes(30 * MIB, 1);
        int[] ends = {0, 1000, 1000, 3 * MIB, 6 * MIB, 20 * MIB, 20 * MIB + 1, 30 * MIB};
        try (FSDataOutputStream out = files.create(data, WriteMode.NO_OVERWRITE)) {
            int at = 0;
            for (int end : ends) {
                out.write(content, at, end - at);
                at = end;
                out.sync();
                assertThat(out.getPos()).isEqualTo(end);
                assertThat(TestFiles.read(files, data)).isEqualTo(Arrays.copyOf(content, end));
            }
        }
        assertThat(TestFiles.read(files, data)).isEqualTo(content);
        assertThat(cloud.hasUnfinishedUploads(directory)).isFalse();
    }

    @Test
    void syncedAndClosedIsOneRequest() throws Exception {
        try (FSDataOutputStream out = files.create(data, WriteMode.NO_OVERWRITE)) {
            out.write(new byte[1000]);
            out.sync();
        }
        assertThat(counts()).isEqualTo(Map.of(names.put(), 1));
    }

    @Test
    void dataOfACheckpointThatIsOnlyClosedIsGivenUp() throws Exception {
        FSDataOutputStream out = files.create(data, WriteMode.NO_OVERWRITE);
        out.write(new byte[100]);
        out.close();
        assertThat(counts()).isEmpty();
    }

    @Test
    void givingUpALargeFileSendsNothingMoreAndLeavesNothingBehind() throws Exception {
        FSDataOutputStream out = files.create(data, WriteMode.NO_OVERWRITE);
        out.write(new byte[64 * MIB]);
        out.close();
        Map<String, Integer> counts = counts();
        assertThat(counts).containsEntry(names.abort(), 1);
        assertThat(counts.getOrDefault(names.part(), 0)).isLessThanOrEqualTo(7);
        assertThat(counts).doesNotContainKey(names.complete());
        assertThat(cloud.hasUnfinishedUploads(directory)).isFalse();
        assertThat(files.exists(data)).isFalse();
        assertThat(connection().memory().usedBytes()).isZero();
    }

    @Test
    void whatWasSyncedStaysWhenTheRestIsGivenUp() throws Exception {
        FSDataOutputStream out = files.create(data, WriteMode.NO_OVERWRITE);
        out.write(new byte[100]);
        out.sync();
        out.write(new byte[20 * MIB]);
        out.close();
        assertThat(counts())
                .containsEntry(names.abort(), 1)
                .doesNotContainKeys(names.complete(), names.delete());
        assertThat(cloud.hasUnfinishedUploads(directory)).isFalse();
        keptAfterGivingUp(data);
    }

    /** Looks at what is left of a file that had 100 bytes when it was synced. */
    protected void keptAfterGivingUp(Path file) throws Exception {
        assertThat(TestFiles.read(files, file)).hasSize(100);
    }

    @Test
    void otherFilesAreKeptWhenTheyAreClosed() throws Exception {
        Path like = new Path(directory, "shared/" + UUID.randomUUID());
        try (FSDataOutputStream out = files.create(like, WriteMode.NO_OVERWRITE)) {
            out.write(7);
        }
        assertThat(TestFiles.read(files, like)).containsExactly(7);
    }

    @Test
    void aFileThatExistsIsNotOverwritten() throws Exception {
        TestFiles.write(files, file, new byte[] {1});
        for (int size : new int[] {1, 9 * MIB}) {
            FSDataOutputStream out = files.create(file, WriteMode.NO_OVERWRITE);
            out.write(new byte[size]);
            assertThat(TestFiles.read(files, file)).containsExactly(1);
            assertThatThrownBy(out::close)
                    .isInstanceOf(FileAlreadyExistsException.class)
                    .hasMessageContaining(file.toString());
        }
        assertThat(cloud.hasUnfinishedUploads(directory)).isFalse();
    }

    @Test
    void aWriteWhoseAnswerWasLostWasDone() throws Exception {
        relay().fail(names.put(), new Fault.DropReply(), 1);
        relay().fail(names.complete(), new Fault.DropReply(), 1);
        for (int size : new int[] {1, 9 * MIB}) {
            Path each = new Path(directory, "lost-" + size);
            byte[] content = TestFiles.bytes(size, 2);
            try (FSDataOutputStream out = files.create(each, WriteMode.NO_OVERWRITE)) {
                out.write(content);
            }
            assertThat(TestFiles.read(files, each)).isEqualTo(content);
        }
        assertThat(counts())
                .containsEntry(names.complete(), 2)
                .hasEntrySatisfying(names.put(), times -> assertThat(times).isGreaterThan(1));
    }

    @Test
    void throttlingAndErrorsOfTheServerAreTriedAgain() throws Exception {
        relay().fail(names.part(), new Fault.Answer(503, cloud.slowDown()), 2);
        relay().fail(names.part(), new Fault.DropReply(), 1);
        names.create()
                .ifPresent(
                        create -> relay().fail(create, new Fault.Answer(500, "InternalError"), 1));
        byte[] content = TestFiles.bytes(20 * MIB, 3);
        TestFiles.write(files, file, content);
        assertThat(TestFiles.read(files, file)).isEqualTo(content);
    }

    @Test
    void aPartThatFailsFailsTheFile() throws Exception {
        relay().fail(names.part(), new Fault.Answer(403, cloud.denied()), 1);
        FSDataOutputStream out = files.create(file, WriteMode.OVERWRITE);
        assertThatThrownBy(
                        () -> {
                            try (out) {
                                out.write(new byte[40 * MIB]);
                            }
                        })
                .isInstanceOf(IOException.class)
                .hasMessageContaining(names.part())
                .hasMessageContaining(cloud.permissions().get(names.part()));
        assertThat(files.exists(file)).isFalse();
        assertThat(cloud.hasUnfinishedUploads(directory)).isFalse();
        assertThat(connection().memory().usedBytes()).isZero();
        assertThatThrownBy(() -> out.write(1)).isInstanceOf(ClosedChannelException.class);
    }

    @Test
    void manyStreamsTogetherKeepToTheirMemory() throws Exception {
        Configuration tight = cloud.configuration(cloud.keys() + "upload.memory", "24mb");
        FileSystem narrow = cloud.fileSystem(tight);
        Connection connection = cloud.connection(tight);
        AtomicLong most = new AtomicLong();
        byte[] chunk = TestFiles.bytes(MIB, 4);
        relay().delay(Duration.ofMillis(20));
        ExecutorService writers = Executors.newFixedThreadPool(4);
        try {
            List<Future<?>> written = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                Path each = new Path(directory, "stream-" + i);
                written.add(
                        writers.submit(
                                () -> {
                                    try (FSDataOutputStream out =
                                            narrow.create(each, WriteMode.OVERWRITE)) {
                                        for (int n = 0; n < 40; n++) {
                                            out.write(chunk);
                                            most.accumulateAndGet(
                                                    connection.memory().usedBytes(), Math::max);
                                        }
                                    }
                                    return null;
                                }));
            }
            for (Future<?> each : written) {
                each.get(60, TimeUnit.SECONDS);
            }
        } finally {
            writers.shutdownNow();
            relay().delay(Duration.ZERO);
        }
        // Four streams, each with a part begun, may need more than the 24 MiB to go on at all.
        assertThat(most.get()).isLessThanOrEqualTo(32L * MIB);
        assertThat(connection.memory().usedBytes()).isZero();
        assertThat(narrow.getFileStatus(new Path(directory, "stream-3")).getLen())
                .isEqualTo(40L * MIB);
    }

    @Test
    @Timeout(60)
    void oneThreadMayHoldMoreStreamsOpenThanThereIsMemoryFor() throws Exception {
        FileSystem narrow =
                cloud.fileSystem(cloud.configuration(cloud.keys() + "upload.memory", "16mb"));
        List<FSDataOutputStream> streams = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            streams.add(narrow.create(new Path(directory, "open-" + i), WriteMode.OVERWRITE));
        }
        for (FSDataOutputStream each : streams) {
            each.write(new byte[6 * MIB]);
        }
        for (FSDataOutputStream each : streams) {
            each.write(new byte[6 * MIB]);
        }
        for (FSDataOutputStream each : streams) {
            each.close();
        }
        assertThat(narrow.getFileStatus(new Path(directory, "open-4")).getLen())
                .isEqualTo(12L * MIB);
    }

    private Connection connection() throws Exception {
        return cloud.connection(cloud.configuration());
    }
}
