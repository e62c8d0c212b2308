package io.spillway.s3.filesystem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.spillway.checkpoint.objects.ObjectId;
import io.spillway.checkpoint.testing.TestFiles;
import io.spillway.localcloud.objectstore.Fault;
import io.spillway.localcloud.objectstore.MockS3;
import io.spillway.s3.client.S3Connection;
import io.spillway.s3.settings.S3SettingsReader;
import io.spillway.s3.testing.MockFiles;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.flink.core.fs.CloseableRegistry;
import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.core.fs.FSDataOutputStream;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.FileSystem.WriteMode;
import org.apache.flink.core.fs.Path;
import org.apache.flink.core.fs.PathsCopyingFileSystem;
import org.apache.flink.core.fs.PathsCopyingFileSystem.CopyRequest;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What users are told, and what they never see. */
class FailuresIT extends MockFiles {
    private interface Call {
        void run(FileSystem files, Path file) throws IOException;
    }

    private static Call call(String kind) {
        return switch (kind) {
            case "PutObject" -> (files, file) -> TestFiles.write(files, file, new byte[1]);
            case "GetObject" -> (files, file) -> TestFiles.read(files, file);
            case "HeadObject" -> (files, file) -> files.getFileStatus(file);
            case "ListObjectsV2" -> (files, file) -> files.listStatus(file);
            case "DeleteObject" -> (files, file) -> files.delete(file, false);
            case "DeleteObjects" -> (files, file) -> files.delete(file.getParent(), true);
            case "CopyObject" -> (files, file) -> files.rename(file, file.suffix("-2"));
            case "CreateMultipartUpload", "UploadPart", "CompleteMultipartUpload" ->
                    (files, file) -> TestFiles.write(files, file, new byte[9 * MIB]);
            default -> throw new IllegalArgumentException(kind);
        };
    }

    @ParameterizedTest
    @CsvSource({
        "PutObject,s3:PutObject",
        "GetObject,s3:GetObject",
        "HeadObject,s3:GetObject",
        "ListObjectsV2,s3:ListBucket",
        "DeleteObject,s3:DeleteObject",
        "DeleteObjects,s3:DeleteObject",
        "CopyObject,s3:GetObject",
        "CreateMultipartUpload,s3:PutObject",
        "UploadPart,s3:PutObject",
        "CompleteMultipartUpload,s3:PutObject"
    })
    void namesBucketActionAndMissingPermission(String kind, String permission) throws Exception {
        TestFiles.write(files, file, new byte[1]);
        s3.relay().fail(kind, new Fault.Answer(403, "AccessDenied"), 1);
        assertThatThrownBy(() -> call(kind).run(files, file))
                .isInstanceOf(IOException.class)
                .isNotInstanceOf(FileNotFoundException.class)
                .hasMessageContaining(kind)
                .hasMessageContaining(permission)
                .hasMessageContaining("bucket " + MockS3.BUCKET)
                .hasMessageContaining(directory.getPath().substring(1));
    }

    @Test
    void anUploadThatMayNotBeGivenUpIsLeftToTheBucketsRuleAndNobodyFails() throws Exception {
        Path data =
                new Path(directory, "0123456789abcdef0123456789abcdef/shared/" + UUID.randomUUID());
        s3.relay().fail("AbortMultipartUpload", new Fault.Answer(403, "AccessDenied"), 1);
        FSDataOutputStream out = files.create(data, WriteMode.NO_OVERWRITE);
        out.write(new byte[9 * MIB]);
        out.close();
        assertThat(s3.relay().counts()).containsEntry("AbortMultipartUpload", 1);
        assertThat(files.exists(data)).isFalse();

        s3.relay().fail("AbortMultipartUpload", new Fault.Answer(403, "AccessDenied"), 1);
        assertThatThrownBy(
                        () ->
                                S3Connection.shared(S3SettingsReader.read(s3.configuration()))
                                        .uploads()
                                        .abort(ObjectId.of(file), "any"))
                .isInstanceOf(AccessDeniedException.class)
                .hasMessageContaining("AbortMultipartUpload")
                .hasMessageContaining("it takes s3:AbortMultipartUpload")
                .hasMessageContaining("bucket " + MockS3.BUCKET)
                .hasMessageContaining(ObjectId.of(file).key());
    }

    @Test
    void aFullDiskIsToldWithBothFilesAndIsNotTriedAgain() throws Exception {
        java.nio.file.Path full = java.nio.file.Path.of("/dev/full");
        assumeTrue(Files.exists(full), "this system has no /dev/full");
        TestFiles.write(files, file, new byte[MIB]);
        s3.relay().reset();
        assertThatThrownBy(
                        () ->
                                ((PathsCopyingFileSystem) files)
                                        .copyFiles(
                                                List.of(
                                                        CopyRequest.of(
                                                                file, new Path(full.toUri()), MIB)),
                                                new CloseableRegistry()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("/dev/full can't be written")
                .hasMessageContaining(file.toString())
                .hasMessageContaining("No space left on device");
        assertThat(s3.relay().counts()).isEqualTo(Map.of("GetObject", 1));
    }

    @ParameterizedTest
    @CsvSource({
        "PutObject",
        "GetObject",
        "HeadObject",
        "ListObjectsV2",
        "DeleteObject",
        "DeleteObjects",
        "CopyObject",
        "CreateMultipartUpload",
        "UploadPart",
        "CompleteMultipartUpload"
    })
    void throttlingIsTriedAgain(String kind) throws Exception {
        TestFiles.write(files, file, new byte[1]);
        s3.relay().fail(kind, new Fault.Answer(503, "SlowDown"), 1);
        call(kind).run(files, file);
        assertThat(s3.relay().counts().get(kind)).isGreaterThanOrEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({"PutObject", "GetObject", "ListObjectsV2", "DeleteObjects"})
    void aWrongBucketIsNoMissingFile(String kind) {
        Path elsewhere = new Path("s3://no-such-bucket/a/b");
        assertThatThrownBy(() -> call(kind).run(files, elsewhere))
                .isNotInstanceOf(FileNotFoundException.class)
                .hasMessageContaining("there is no bucket no-such-bucket");
        assertThatThrownBy(() -> files.exists(elsewhere))
                .hasMessageContaining("there is no bucket no-such-bucket");
    }

    @Test
    void aWrongRegionIsToldWithTheRightOne() {
        s3.relay().fail("GetObject", new Fault.Answer(301, "PermanentRedirect"), 1);
        assertThatThrownBy(() -> TestFiles.read(files, file))
                .hasMessageContaining("in another region, eu-north-1: set s3.endpoint.region");
        s3.relay().fail("PutObject", new Fault.Answer(400, "AuthorizationHeaderMalformed"), 1);
        assertThatThrownBy(() -> TestFiles.write(files, file, new byte[1]))
                .hasMessageContaining("in another region");
    }

    @Test
    void expiredCredentialsAreTold() {
        s3.relay().fail("GetObject", new Fault.Answer(400, "ExpiredToken"), 1);
        assertThatThrownBy(() -> TestFiles.read(files, file))
                .isInstanceOf(AccessDeniedException.class)
                .hasMessageContaining("the credentials aren't accepted")
                .hasMessageNotContaining("no-secret-at-all");
    }

    @Test
    void aMissingFileIsMissing() {
        assertThatThrownBy(() -> TestFiles.read(files, file))
                .isInstanceOf(FileNotFoundException.class)
                .hasMessageContaining(file.toString());
        assertThatThrownBy(() -> files.getFileStatus(file))
                .isInstanceOf(FileNotFoundException.class)
                .hasMessageContaining(file.toString());
    }

    @Test
    void connectionsThatBreakWhileReadingAreReplaced() throws Exception {
        byte[] content = TestFiles.bytes(40 * MIB, 1);
        TestFiles.write(files, file, content);
        s3.relay().fail("GetObject", new Fault.CutBody(3 * MIB), 3);
        s3.relay().fail("GetObject", new Fault.DropRequest(), 1);
        s3.relay().fail("GetObject", new Fault.Answer(500, "InternalError"), 1);
        assertThat(TestFiles.read(files, file)).isEqualTo(content);
    }

    @Test
    void connectionsThatBreakWhileCopyingAreReplaced(@TempDir java.nio.file.Path local)
            throws Exception {
        byte[] content = TestFiles.bytes(40 * MIB, 3);
        TestFiles.write(files, file, content);
        s3.relay().fail("GetObject", new Fault.CutBody(MIB), 3);
        ((PathsCopyingFileSystem) files)
                .copyFiles(
                        List.of(
                                CopyRequest.of(
                                        file,
                                        new Path(local.resolve("copy").toUri()),
                                        content.length)),
                        new CloseableRegistry());
        assertThat(Files.readAllBytes(local.resolve("copy"))).isEqualTo(content);
    }

    @Test
    void aCopyIsGivenUpWithTheJobThatWantedIt(@TempDir java.nio.file.Path local) throws Exception {
        TestFiles.write(files, file, new byte[MIB]);
        s3.relay().reset();
        s3.relay().fail("GetObject", new Fault.Silence(), 1);
        CloseableRegistry job = new CloseableRegistry();
        CompletableFuture<Void> copied =
                CompletableFuture.runAsync(
                        () -> {
                            try {
                                ((PathsCopyingFileSystem) files)
                                        .copyFiles(
                                                List.of(
                                                        CopyRequest.of(
                                                                file,
                                                                new Path(
                                                                        local.resolve("copy")
                                                                                .toUri()),
                                                                MIB)),
                                                job);
                            } catch (IOException e) {
                                throw new UncheckedIOException(e);
                            }
                        });
        Awaitility.await().until(() -> s3.relay().counts().containsKey("GetObject"));
        job.close();
        assertThatThrownBy(() -> copied.get(20, TimeUnit.SECONDS))
                .hasStackTraceContaining("copying was given up");
    }

    @Test
    void aFileThatIsReplacedWhileItIsReadIsNotMixed() throws Exception {
        TestFiles.write(files, file, new byte[20 * MIB]);
        try (FSDataInputStream in = files.open(file)) {
            assertThat(in.read()).isZero();
            TestFiles.write(files, file, TestFiles.bytes(20 * MIB, 2));
            in.seek(19 * MIB);
            assertThatThrownBy(in::read)
                    .isInstanceOf(FileNotFoundException.class)
                    .hasMessageContaining("another file was put in its place");
        }
    }
}
