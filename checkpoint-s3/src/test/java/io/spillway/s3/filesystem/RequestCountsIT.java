package io.spillway.s3.filesystem;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.checkpoint.testing.TestFiles;
import io.spillway.s3.testing.MockFiles;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.apache.flink.core.fs.CloseableRegistry;
import org.apache.flink.core.fs.EntropyInjector;
import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.core.fs.FSDataOutputStream;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.FileSystem.WriteMode;
import org.apache.flink.core.fs.Path;
import org.apache.flink.core.fs.PathsCopyingFileSystem;
import org.apache.flink.core.fs.PathsCopyingFileSystem.CopyRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What each operation asks the server, and not more. */
class RequestCountsIT extends MockFiles {
    @ParameterizedTest
    @ValueSource(ints = {0, 1024, 100 * 1024, 5 * MIB, 8 * MIB})
    void aSmallFileIsWrittenByOneRequest(int size) throws Exception {
        byte[] content = TestFiles.bytes(size, 1);
        try (FSDataOutputStream out = files.create(file, WriteMode.NO_OVERWRITE)) {
            out.write(content);
        }
        assertThat(s3.relay().counts()).isEqualTo(Map.of("PutObject", 1));
        assertThat(s3.relay().requests().get(0).header("if-none-match")).contains("*");
        assertThat(TestFiles.read(files, file)).isEqualTo(content);
    }

    @Test
    void anOverwrittenFileIsOneRequest() throws Exception {
        TestFiles.write(files, file, new byte[10]);
        TestFiles.write(files, file, new byte[20]);
        assertThat(s3.relay().counts()).isEqualTo(Map.of("PutObject", 2));
        assertThat(TestFiles.read(files, file)).hasSize(20);
    }

    @Test
    void aLargeFileIsItsPartsAndTwoMore() throws Exception {
        TestFiles.write(files, file, new byte[64 * MIB]);
        assertThat(s3.relay().counts())
                .isEqualTo(
                        Map.of(
                                "CreateMultipartUpload", 1,
                                "UploadPart", 8,
                                "CompleteMultipartUpload", 1));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1024, 5 * MIB})
    void aSmallFileIsReadByOneRequest(int size) throws Exception {
        TestFiles.write(files, file, TestFiles.bytes(size, 2));
        s3.relay().reset();
        assertThat(TestFiles.read(files, file)).isEqualTo(TestFiles.bytes(size, 2));
        assertThat(s3.relay().counts()).isEqualTo(Map.of("GetObject", 1));
    }

    @Test
    void aLargeFileIsReadByARequestForEachSixteenMib() throws Exception {
        byte[] content = TestFiles.bytes(64 * MIB, 3);
        TestFiles.write(files, file, content);
        s3.relay().reset();
        assertThat(TestFiles.read(files, file)).isEqualTo(content);
        assertThat(s3.relay().counts()).isEqualTo(Map.of("GetObject", 4));
    }

    @Test
    void randomReadsAreARequestEachAndNoNewConnection() throws Exception {
        byte[] content = TestFiles.bytes(64 * MIB, 4);
        TestFiles.write(files, file, content);
        s3.relay().reset();
        Random random = new Random(5);
        try (FSDataInputStream in = files.open(file)) {
            for (int i = 0; i < 100; i++) {
                int at = i % 2 * 32 * MIB + random.nextInt(30 * MIB);
                in.seek(at);
                assertThat(in.readNBytes(4096)).startsWith(content[at], content[at + 1]);
            }
        }
        assertThat(s3.relay().counts()).isEqualTo(Map.of("GetObject", 100));
        assertThat(s3.relay().connections()).isLessThanOrEqualTo(1);
        assertThat(s3.relay().sentBytes()).isLessThan(2L * MIB);
    }

    @Test
    void skipsAreReadOver() throws Exception {
        TestFiles.write(files, file, new byte[4 * MIB]);
        s3.relay().reset();
        try (FSDataInputStream in = files.open(file)) {
            for (int i = 0; i < 100; i++) {
                in.readNBytes(1024);
                assertThat(in.skip(8192)).isEqualTo(8192);
            }
        }
        assertThat(s3.relay().counts()).isEqualTo(Map.of("GetObject", 1));
    }

    @Test
    void whetherAFileExistsIsOneRequest() throws Exception {
        TestFiles.write(files, file, new byte[0]);
        s3.relay().reset();
        assertThat(files.exists(file)).isTrue();
        assertThat(s3.relay().counts()).isEqualTo(Map.of("HeadObject", 1));
    }

    @Test
    void whetherMetadataOfACheckpointExistsIsOneRequest() throws Exception {
        assertThat(files.exists(new Path(directory, "chk-3/_metadata"))).isFalse();
        assertThat(s3.relay().counts()).isEqualTo(Map.of("HeadObject", 1));
    }

    @Test
    void aDirectoryOfTwoHundredFilesIsDeletedByTwoRequests() throws Exception {
        for (int i = 0; i < 200; i++) {
            TestFiles.write(files, new Path(directory, "d/" + i), new byte[1]);
        }
        s3.relay().reset();
        assertThat(files.delete(new Path(directory, "d"), true)).isTrue();
        assertThat(s3.relay().counts()).isEqualTo(Map.of("ListObjectsV2", 1, "DeleteObjects", 1));
        assertThat(files.exists(new Path(directory, "d"))).isFalse();
    }

    @Test
    void filesAndDirectoriesOfCheckpointsAreDeletedByOneRequest() throws Exception {
        Path chk = new Path(directory, "0123456789abcdef0123456789abcdef/chk-7");
        Path data = new Path(chk, UUID.randomUUID().toString());
        try (FSDataOutputStream out = files.create(data, WriteMode.NO_OVERWRITE)) {
            out.write(1);
            out.sync();
        }
        s3.relay().reset();
        files.delete(data, false);
        files.delete(chk, false);
        assertThat(s3.relay().counts()).isEqualTo(Map.of("DeleteObject", 2));
        assertThat(files.exists(data)).isFalse();
    }

    @Test
    void directoriesAreMadeWithoutARequest() throws Exception {
        assertThat(files.mkdirs(new Path(directory, "a/b/c"))).isTrue();
        assertThat(s3.relay().counts()).isEmpty();
    }

    @Test
    void anOutputFormatFindsTheDirectoryThatItHasMade() throws Exception {
        Path output = new Path(directory, "output");
        assertThat(files.initOutPathDistFS(output, WriteMode.NO_OVERWRITE, true)).isTrue();
        TestFiles.write(files, new Path(output, "1"), new byte[1]);
        assertThat(files.initOutPathDistFS(output, WriteMode.OVERWRITE, true)).isTrue();
        assertThat(files.listStatus(output)).isEmpty();
    }

    @Test
    void aRenameIsACopyOnTheServer() throws Exception {
        TestFiles.write(files, file, new byte[100]);
        s3.relay().reset();
        assertThat(files.rename(file, new Path(directory, "other"))).isTrue();
        assertThat(s3.relay().counts())
                .isEqualTo(Map.of("HeadObject", 1, "CopyObject", 1, "DeleteObject", 1));
        assertThat(files.exists(file)).isFalse();
        assertThat(TestFiles.read(files, new Path(directory, "other"))).hasSize(100);
    }

    @Test
    void filesAreCopiedInTheDirectionThatIsAskedFor(@TempDir java.nio.file.Path local)
            throws Exception {
        byte[] content = TestFiles.bytes(40 * MIB, 6);
        Path source = new Path(local.resolve("source").toUri());
        Files.write(local.resolve("source"), content);
        Path again = new Path(local.resolve("deep/again").toUri());
        Path duplicate = new Path(directory, "duplicate");

        copy(source, file, content.length);
        assertThat(s3.relay().counts())
                .isEqualTo(
                        Map.of(
                                "CreateMultipartUpload", 1,
                                "UploadPart", 5,
                                "CompleteMultipartUpload", 1));
        s3.relay().reset();

        copy(file, duplicate, content.length);
        assertThat(s3.relay().counts()).isEqualTo(Map.of("CopyObject", 1));
        s3.relay().reset();

        copy(duplicate, again, content.length);
        assertThat(s3.relay().counts()).isEqualTo(Map.of("GetObject", 3));
        assertThat(Files.readAllBytes(local.resolve("deep/again"))).isEqualTo(content);

        assertThat(files.canCopyPaths(source, again)).isFalse();
        assertThat(files.canCopyPaths(file, new Path("hdfs://host/path"))).isFalse();
        assertThat(files.canCopyPaths(file, again)).isTrue();
        assertThat(files.canCopyPaths(source, file)).isTrue();
        assertThat(files.canCopyPaths(file, duplicate)).isTrue();
    }

    @Test
    void smallAndEmptyFilesAreCopiedByOneRequestEach(@TempDir java.nio.file.Path local)
            throws Exception {
        TestFiles.write(files, file, new byte[0]);
        Path small = new Path(directory, "small");
        TestFiles.write(files, small, TestFiles.bytes(MIB, 7));
        s3.relay().reset();
        ((PathsCopyingFileSystem) files)
                .copyFiles(
                        List.of(
                                CopyRequest.of(file, new Path(local.resolve("a").toUri()), 0),
                                CopyRequest.of(small, new Path(local.resolve("b").toUri()), MIB)),
                        new CloseableRegistry());
        assertThat(s3.relay().counts()).isEqualTo(Map.of("GetObject", 2));
        assertThat(Files.size(local.resolve("a"))).isZero();
        assertThat(Files.readAllBytes(local.resolve("b"))).isEqualTo(TestFiles.bytes(MIB, 7));
    }

    @Test
    void aListingTellsFilesAndDirectories() throws Exception {
        TestFiles.write(files, file, new byte[3]);
        TestFiles.write(files, new Path(directory, "sub/file"), new byte[4]);
        s3.relay().reset();
        var statuses = files.listStatus(directory);
        assertThat(s3.relay().counts()).isEqualTo(Map.of("ListObjectsV2", 1));
        assertThat(statuses).hasSize(2);
        assertThat(statuses[0].getPath()).isEqualTo(file);
        assertThat(statuses[0].getLen()).isEqualTo(3);
        assertThat(statuses[1].getPath()).isEqualTo(new Path(directory, "sub"));
        assertThat(statuses[1].isDir()).isTrue();
        assertThat(files.listStatus(file)).hasSize(1);
        assertThat(files.listStatus(new Path(directory, "nothing"))).isEmpty();
    }

    @Test
    void entropyStandsRightAfterTheBucket() throws Exception {
        FileSystem scattered =
                MockFiles.fileSystem(
                        s3.configuration("s3.entropy.key", "_entropy_", "s3.entropy.length", "6"));
        Path with =
                EntropyInjector.addEntropy(
                        scattered, new Path("s3://tests/_entropy_/checkpoints/x"));
        assertThat(with.toString()).matches("s3://tests/[0-9a-z]{6}/checkpoints/x");
        assertThat(
                        EntropyInjector.removeEntropyMarkerIfPresent(
                                scattered, new Path("s3://tests/_entropy_/checkpoints/x")))
                .isEqualTo(new Path("s3://tests/checkpoints/x"));
    }

    private static void copy(Path from, Path to, long size) throws Exception {
        ((PathsCopyingFileSystem) files)
                .copyFiles(List.of(CopyRequest.of(from, to, size)), new CloseableRegistry());
    }
}
