package io.spillway.checkpoint.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.spillway.checkpoint.objects.ObjectId;
import io.spillway.localcloud.objectstore.Fault;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.flink.core.fs.CloseableRegistry;
import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.core.fs.FSDataOutputStream;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.FileSystem.WriteMode;
import org.apache.flink.core.fs.Path;
import org.apache.flink.core.fs.PathsCopyingFileSystem;
import org.apache.flink.core.fs.PathsCopyingFileSystem.CopyRequest;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** What users are told, and what they never see, in any cloud. */
public abstract class FailuresContract extends CloudFiles {
    protected FailuresContract(TestingCloud cloud) {
        super(cloud);
    }

    private interface Call {
        void run(FileSystem files, Path file) throws IOException;
    }

    private Call call(String kind) {
        Map<String, Call> calls = new HashMap<>();
        calls.put(names.get(), (files, file) -> TestFiles.read(files, file));
        calls.put(names.head(), (files, file) -> files.getFileStatus(file));
        calls.put(names.list(), (files, file) -> files.listStatus(file));
        calls.put(names.delete(), (files, file) -> files.delete(file, false));
        calls.put(names.deleteMany(), (files, file) -> files.delete(file.getParent(), true));
        calls.put(names.copy(), (files, file) -> files.rename(file, file.suffix("-2")));
        Call large = (files, file) -> TestFiles.write(files, file, new byte[9 * MIB]);
        names.create().ifPresent(create -> calls.put(create, large));
        calls.put(names.part(), large);
        calls.put(names.complete(), large);
        calls.put(names.put(), (files, file) -> TestFiles.write(files, file, new byte[1]));
        return calls.get(kind);
    }

    private Stream<DynamicTest> each(Stream<String> kinds, Checked check) {
        return kinds.map(kind -> DynamicTest.dynamicTest(kind, () -> check(kind, check)));
    }

    private interface Checked {
        void run(String kind) throws Exception;
    }

    private void check(String kind, Checked check) throws Exception {
        reset();
        check.run(kind);
    }

    private Stream<String> kinds() {
        return Stream.concat(
                        names.create().stream(),
                        Stream.of(
                                names.put(),
                                names.get(),
                                names.head(),
                                names.list(),
                                names.delete(),
                                names.deleteMany(),
                                names.copy(),
                                names.part(),
                                names.complete()))
                .distinct();
    }

    @TestFactory
    Stream<DynamicTest> namesBucketActionAndMissingPermission() {
        return each(kinds(), this::namesWhatIsMissing);
    }

    private void namesWhatIsMissing(String kind) throws Exception {
        TestFiles.write(files, file, new byte[1]);
        relay().fail(kind, new Fault.Answer(403, cloud.denied()), 1);
        assertThatThrownBy(() -> call(kind).run(files, file))
                .isInstanceOf(IOException.class)
                .isNotInstanceOf(FileNotFoundException.class)
                .hasMessageContaining(kind)
                .hasMessageContaining(cloud.permissions().get(kind))
                .hasMessageContaining("bucket " + cloud.bucket())
                .hasMessageContaining(directory.getPath().substring(1));
    }

    @Test
    void anUploadThatMayNotBeGivenUpIsLeftToTheBucketsRuleAndNobodyFails() throws Exception {
        Path data =
                new Path(directory, "0123456789abcdef0123456789abcdef/shared/" + UUID.randomUUID());
        relay().fail(names.abort(), new Fault.Answer(403, cloud.denied()), 1);
        FSDataOutputStream out = files.create(data, WriteMode.NO_OVERWRITE);
        out.write(new byte[9 * MIB]);
        out.close();
        assertThat(counts()).containsEntry(names.abort(), 1);
        assertThat(files.exists(data)).isFalse();

        relay().fail(names.abort(), new Fault.Answer(403, cloud.denied()), 1);
        assertThatThrownBy(
                        () ->
                                cloud.connection(cloud.configuration())
                                        .uploads()
                                        .abort(ObjectId.of(file), "any"))
                .isInstanceOf(AccessDeniedException.class)
                .hasMessageContaining(names.abort())
                .hasMessageContaining("it takes " + cloud.permissions().get(names.abort()))
                .hasMessageContaining("bucket " + cloud.bucket())
                .hasMessageContaining(directory.getPath().substring(1));
    }

    @Test
    void aFullDiskIsToldWithBothFilesAndIsNotTriedAgain() throws Exception {
        java.nio.file.Path full = java.nio.file.Path.of("/dev/full");
        assumeTrue(Files.exists(full), "this system has no /dev/full");
        TestFiles.write(files, file, new byte[MIB]);
        relay().reset();
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
        assertThat(counts()).isEqualTo(Map.of(names.get(), 1));
    }

    @TestFactory
    Stream<DynamicTest> throttlingIsTriedAgain() {
        return each(
                kinds(),
                kind -> {
                    TestFiles.write(files, file, new byte[1]);
                    relay().fail(kind, new Fault.Answer(503, cloud.slowDown()), 1);
                    call(kind).run(files, file);
                    assertThat(counts().get(kind)).isGreaterThanOrEqualTo(2);
                });
    }

    @TestFactory
    Stream<DynamicTest> aWrongBucketIsNoMissingFile() {
        Path elsewhere =
                new Path("%s://no-such-bucket/a/b".formatted(directory.toUri().getScheme()));
        return each(
                Stream.of(names.put(), names.get(), names.list(), names.deleteMany()),
                kind -> {
                    assertThatThrownBy(() -> call(kind).run(files, elsewhere))
                            .isNotInstanceOf(FileNotFoundException.class)
                            .hasMessageContaining("there is no bucket no-such-bucket");
                    assertThatThrownBy(() -> files.exists(elsewhere))
                            .hasMessageContaining("there is no bucket no-such-bucket");
                });
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
        relay().fail(names.get(), new Fault.CutBody(3 * MIB), 3);
        relay().fail(names.get(), new Fault.DropRequest(), 1);
        relay().fail(names.get(), new Fault.Answer(500, "InternalError"), 1);
        assertThat(TestFiles.read(files, file)).isEqualTo(content);
    }

    @Test
    void connectionsThatBreakWhileCopyingAreReplaced(@TempDir java.nio.file.Path local)
            throws Exception {
        byte[] content = TestFiles.bytes(40 * MIB, 3);
        TestFiles.write(files, file, content);
        relay().fail(names.get(), new Fault.CutBody(MIB), 3);
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
        relay().reset();
        relay().fail(names.get(), new Fault.Silence(), 1);
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
        Awaitility.await().until(() -> counts().containsKey(names.get()));
        job.close();
        assertThatThrownBy(() -> copied.get(25, TimeUnit.SECONDS))
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
