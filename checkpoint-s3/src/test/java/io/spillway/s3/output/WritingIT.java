package io.spillway.s3.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spillway.checkpoint.testing.TestFiles;
import io.spillway.localcloud.objectstore.Fault;
import io.spillway.localcloud.objectstore.MockS3;
import io.spillway.s3.client.S3Connection;
import io.spillway.s3.settings.S3SettingsReader;
import io.spillway.s3.testing.MockFiles;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class WritingIT extends MockFiles {
    /** One that Flink syncs before it closes it, when it wants to keep it. */
    private final Path data =
            new Path(directory, "0123456789abcdef0123456789abcdef/shared/" + UUID.randomUUID());

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
        assertThat(uploads()).doesNotContain("<UploadId>");
    }

    @Test
    void syncedAndClosedIsOneRequest() throws Exception {
        try (FSDataOutputStream out = files.create(data, WriteMode.NO_OVERWRITE)) {
            out.write(new byte[1000]);
            out.sync();
        }
        assertThat(s3.relay().counts()).isEqualTo(Map.of("PutObject", 1));
    }

    @Test
    void dataOfACheckpointThatIsOnlyClosedIsGivenUp() throws Exception {
        FSDataOutputStream out = files.create(data, WriteMode.NO_OVERWRITE);
        out.write(new byte[100]);
        out.close();
        assertThat(s3.relay().counts()).isEmpty();
    }

    @Test
    void givingUpALargeFileSendsNothingMoreAndLeavesNothingBehind() throws Exception {
        FSDataOutputStream out = files.create(data, WriteMode.NO_OVERWRITE);
        out.write(new byte[64 * MIB]);
        out.close();
        Map<String, Integer> counts = s3.relay().counts();
        assertThat(counts).containsEntry("AbortMultipartUpload", 1);
        assertThat(counts.getOrDefault("UploadPart", 0)).isLessThanOrEqualTo(7);
        assertThat(counts).doesNotContainKeys("CompleteMultipartUpload", "PutObject");
        assertThat(uploads()).doesNotContain("<UploadId>");
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
        // That the file is there is MotoFilesIT's: S3Mock deletes it with the upload.
        assertThat(s3.relay().counts())
                .containsEntry("PutObject", 1)
                .containsEntry("AbortMultipartUpload", 1)
                .doesNotContainKeys("CompleteMultipartUpload", "DeleteObject");
        assertThat(uploads()).doesNotContain("<UploadId>");
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
        assertThat(uploads()).doesNotContain("<UploadId>");
    }

    @Test
    void aWriteWhoseAnswerWasLostWasDone() throws Exception {
        s3.relay().fail("PutObject", new Fault.DropReply(), 1);
        s3.relay().fail("CompleteMultipartUpload", new Fault.DropReply(), 1);
        for (int size : new int[] {1, 9 * MIB}) {
            Path each = new Path(directory, "lost-" + size);
            byte[] content = TestFiles.bytes(size, 2);
            try (FSDataOutputStream out = files.create(each, WriteMode.NO_OVERWRITE)) {
                out.write(content);
            }
            assertThat(TestFiles.read(files, each)).isEqualTo(content);
        }
        assertThat(s3.relay().counts())
                .containsEntry("PutObject", 2)
                .containsEntry("CompleteMultipartUpload", 2);
    }

    @Test
    void throttlingAndErrorsOfTheServerAreTriedAgain() throws Exception {
        s3.relay().fail("UploadPart", new Fault.Answer(503, "SlowDown"), 2);
        s3.relay().fail("UploadPart", new Fault.DropReply(), 1);
        s3.relay().fail("CreateMultipartUpload", new Fault.Answer(500, "InternalError"), 1);
        byte[] content = TestFiles.bytes(20 * MIB, 3);
        TestFiles.write(files, file, content);
        assertThat(TestFiles.read(files, file)).isEqualTo(content);
    }

    @Test
    void aPartThatFailsFailsTheFile() throws Exception {
        s3.relay().fail("UploadPart", new Fault.Answer(403, "AccessDenied"), 1);
        FSDataOutputStream out = files.create(file, WriteMode.OVERWRITE);
        assertThatThrownBy(
                        () -> {
                            try (out) {
                                out.write(new byte[40 * MIB]);
                            }
                        })
                .isInstanceOf(IOException.class)
                .hasMessageContaining("UploadPart")
                .hasMessageContaining("s3:PutObject");
        assertThat(files.exists(file)).isFalse();
        assertThat(uploads()).doesNotContain("<UploadId>");
        assertThat(connection().memory().usedBytes()).isZero();
        assertThatThrownBy(() -> out.write(1)).isInstanceOf(ClosedChannelException.class);
    }

    @Test
    void manyStreamsTogetherKeepToTheirMemory() throws Exception {
        Configuration tight = s3.configuration("s3.upload.memory", "24mb");
        FileSystem narrow = MockFiles.fileSystem(tight);
        S3Connection connection = S3Connection.shared(S3SettingsReader.read(tight));
        AtomicLong most = new AtomicLong();
        byte[] chunk = TestFiles.bytes(MIB, 4);
        s3.relay().delay(Duration.ofMillis(20));
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
            s3.relay().delay(Duration.ZERO);
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
        FileSystem narrow = MockFiles.fileSystem(s3.configuration("s3.upload.memory", "16mb"));
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

    private static S3Connection connection() throws Exception {
        return S3Connection.shared(S3SettingsReader.read(s3.configuration()));
    }

    /** Multipart uploads that are under way in the bucket, below this test's directory. */
    private String uploads() throws Exception {
        String prefix = directory.toUri().getPath().substring(1);
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(
                                        URI.create(
                                                "%s/%s?uploads&prefix=%s"
                                                        .formatted(
                                                                s3.relay().address(),
                                                                MockS3.BUCKET,
                                                                prefix)))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
    }
}
