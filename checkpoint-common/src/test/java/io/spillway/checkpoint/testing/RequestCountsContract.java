package io.spillway.checkpoint.testing;

import static org.assertj.core.api.Assertions.assertThat;

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
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What each operation asks the server, and not more, in any cloud. */
public abstract class RequestCountsContract extends CloudFiles {
    protected RequestCountsContract(TestingCloud cloud) {
        super(cloud);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1024, 100 * 1024, 5 * MIB, 8 * MIB})
    void aSmallFileIsWrittenByOneRequest(int size) throws Exception {
        byte[] content = TestFiles.bytes(size, 1);
        try (FSDataOutputStream out = files.create(file, WriteMode.NO_OVERWRITE)) {
            out.write(content);
        }
        assertThat(counts()).isEqualTo(Map.of(names.put(), 1));
        assertThat(cloud.onlyIfAbsent(relay().requests().get(0))).isTrue();
        assertThat(TestFiles.read(files, file)).isEqualTo(content);
    }

    @Test
    void anOverwrittenFileIsOneRequest() throws Exception {
        TestFiles.write(files, file, new byte[10]);
        TestFiles.write(files, file, new byte[20]);
        assertThat(counts()).isEqualTo(Map.of(names.put(), 2));
        assertThat(TestFiles.read(files, file)).hasSize(20);
    }

    @Test
    void aLargeFileIsItsPartsAndTwoMore() throws Exception {
        TestFiles.write(files, file, new byte[64 * MIB]);
        assertThat(counts()).isEqualTo(cloud.largeFile(8));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1024, 5 * MIB})
    void aSmallFileIsReadByOneRequest(int size) throws Exception {
        TestFiles.write(files, file, TestFiles.bytes(size, 2));
        relay().reset();
        assertThat(TestFiles.read(files, file)).isEqualTo(TestFiles.bytes(size, 2));
        assertThat(counts()).isEqualTo(Map.of(names.get(), 1));
    }

    @Test
    void aLargeFileIsReadByARequestForEachSixteenMib() throws Exception {
        byte[] content = TestFiles.bytes(64 * MIB, 3);
        TestFiles.write(files, file, content);
        relay().reset();
        assertThat(TestFiles.read(files, file)).isEqualTo(content);
        assertThat(counts()).isEqualTo(Map.of(names.get(), 4));
    }

    @Test
    void randomReadsAreARequestEachAndNoNewConnection() throws Exception {
        byte[] content = TestFiles.bytes(64 * MIB, 4);
        TestFiles.write(files, file, content);
        relay().reset();
        Random random = new Random(5);
        try (FSDataInputStream in = files.open(file)) {
            for (int i = 0; i < 100; i++) {
                int at = i % 2 * 32 * MIB + random.nextInt(30 * MIB);
                in.seek(at);
                assertThat(in.readNBytes(4096)).startsWith(content[at], content[at + 1]);
            }
        }
        assertThat(counts()).isEqualTo(Map.of(names.get(), 100));
        assertThat(relay().connections()).isLessThanOrEqualTo(1);
        assertThat(relay().sentBytes()).isLessThan(2L * MIB);
    }

    @Test
    void skipsAreReadOver() throws Exception {
        TestFiles.write(files, file, new byte[4 * MIB]);
        relay().reset();
        try (FSDataInputStream in = files.open(file)) {
            for (int i = 0; i < 100; i++) {
                in.readNBytes(1024);
                assertThat(in.skip(8192)).isEqualTo(8192);
            }
        }
        assertThat(counts()).isEqualTo(Map.of(names.get(), 1));
    }

    /** Beyond what is on its way already. */
    @Test
    void whatNobodyReadsIsNotFetched() throws Exception {
        TestFiles.write(files, file, TestFiles.bytes(40 * MIB, 1));
        relay().reset();
        try (FSDataInputStream in = files.open(file)) {
            assertThat(in.readNBytes(100)).hasSize(100);
        }
        Awaitility.await().until(() -> relay().active() == 0);
        assertThat(relay().sentBytes()).isLessThan(14L * MIB);
    }

    @Test
    void whetherAFileExistsIsOneRequest() throws Exception {
        TestFiles.write(files, file, new byte[0]);
        relay().reset();
        assertThat(files.exists(file)).isTrue();
        assertThat(counts()).isEqualTo(Map.of(names.head(), 1));
    }

    @Test
    void whetherMetadataOfACheckpointExistsIsOneRequest() throws Exception {
        assertThat(files.exists(new Path(directory, "chk-3/_metadata"))).isFalse();
        assertThat(counts()).isEqualTo(Map.of(names.head(), 1));
    }

    @Test
    void aDirectoryOfTwoHundredFilesIsDeletedByFewRequests() throws Exception {
        for (int i = 0; i < 200; i++) {
            TestFiles.write(files, new Path(directory, "d/" + i), new byte[1]);
        }
        relay().reset();
        assertThat(files.delete(new Path(directory, "d"), true)).isTrue();
        assertThat(counts())
                .isEqualTo(Map.of(names.list(), 1, names.deleteMany(), cloud.deletions(200)));
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
        relay().reset();
        files.delete(data, false);
        files.delete(chk, false);
        assertThat(counts()).isEqualTo(Map.of(names.delete(), 2));
        assertThat(files.exists(data)).isFalse();
    }

    @Test
    void directoriesAreMadeWithoutARequest() throws Exception {
        assertThat(files.mkdirs(new Path(directory, "a/b/c"))).isTrue();
        assertThat(counts()).isEmpty();
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
        relay().reset();
        assertThat(files.rename(file, new Path(directory, "other"))).isTrue();
        assertThat(counts()).isEqualTo(Map.of(names.head(), 1, names.copy(), 1, names.delete(), 1));
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
        assertThat(counts()).isEqualTo(cloud.largeFile(5));
        relay().reset();

        copy(file, duplicate, content.length);
        assertThat(counts()).isEqualTo(Map.of(names.copy(), 1));
        relay().reset();

        copy(duplicate, again, content.length);
        assertThat(counts()).containsOnlyKeys(names.get());
        assertThat(counts().get(names.get())).as("two, and more where it is slow").isBetween(2, 20);
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
        relay().reset();
        ((PathsCopyingFileSystem) files)
                .copyFiles(
                        List.of(
                                CopyRequest.of(file, new Path(local.resolve("a").toUri()), 0),
                                CopyRequest.of(small, new Path(local.resolve("b").toUri()), MIB)),
                        new CloseableRegistry());
        assertThat(counts()).isEqualTo(Map.of(names.get(), 2));
        assertThat(Files.size(local.resolve("a"))).isZero();
        assertThat(Files.readAllBytes(local.resolve("b"))).isEqualTo(TestFiles.bytes(MIB, 7));
    }

    @Test
    void aListingTellsFilesAndDirectories() throws Exception {
        TestFiles.write(files, file, new byte[3]);
        TestFiles.write(files, new Path(directory, "sub/file"), new byte[4]);
        relay().reset();
        var statuses = files.listStatus(directory);
        assertThat(counts()).isEqualTo(Map.of(names.list(), 1));
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
        String root = "%s://%s".formatted(directory.toUri().getScheme(), cloud.bucket());
        FileSystem scattered =
                cloud.fileSystem(
                        cloud.configuration(
                                cloud.keys() + "entropy.key",
                                "_entropy_",
                                cloud.keys() + "entropy.length",
                                "6"));
        Path with =
                EntropyInjector.addEntropy(scattered, new Path(root + "/_entropy_/checkpoints/x"));
        assertThat(with.toString()).matches(root + "/[0-9a-z]{6}/checkpoints/x");
        assertThat(
                        EntropyInjector.removeEntropyMarkerIfPresent(
                                scattered, new Path(root + "/_entropy_/checkpoints/x")))
                .isEqualTo(new Path(root + "/checkpoints/x"));
    }

    private void copy(Path from, Path to, long size) throws Exception {
        ((PathsCopyingFileSystem) files)
                .copyFiles(List.of(CopyRequest.of(from, to, size)), new CloseableRegistry());
    }
}
