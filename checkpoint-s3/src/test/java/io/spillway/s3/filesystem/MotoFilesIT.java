package io.spillway.s3.filesystem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.spillway.checkpoint.testing.FlinkContract;
import io.spillway.checkpoint.testing.TestFiles;
import io.spillway.localcloud.objectstore.MockS3;
import io.spillway.localcloud.objectstore.MotoS3;
import java.nio.file.FileAlreadyExistsException;
import java.util.Optional;
import java.util.UUID;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.fs.FSDataOutputStream;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.FileSystem.WriteMode;
import org.apache.flink.core.fs.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Flink's contract against another server, where it is installed, and what can't be asked of
 * S3Mock, which deletes a file when an upload for its path is given up.
 */
class MotoFilesIT extends FlinkContract {
    private static final int LARGE = 9 * TestFiles.MIB;
    private static Optional<MotoS3> moto = Optional.empty();

    private final Path directory = MockS3.directory();

    MotoFilesIT() {
        super("s3://%s/contract".formatted(MockS3.BUCKET));
    }

    @BeforeAll
    static void start() throws Exception {
        moto = MotoS3.start();
        assumeTrue(moto.isPresent(), "no moto_server on the PATH");
        FileSystem.initialize(Configuration.fromMap(moto.get().settings()), null);
    }

    @AfterAll
    static void stop() {
        FileSystem.initialize(new Configuration(), null);
        moto.ifPresent(MotoS3::close);
    }

    @Test
    void whatWasSyncedStaysWhenTheRestIsGivenUp() throws Exception {
        Path data =
                new Path(directory, "0123456789abcdef0123456789abcdef/shared/" + UUID.randomUUID());
        FSDataOutputStream out = getFileSystem().create(data, WriteMode.NO_OVERWRITE);
        out.write(new byte[100]);
        out.sync();
        out.write(new byte[LARGE]);
        out.close();
        assertThat(TestFiles.read(getFileSystem(), data)).hasSize(100);
    }

    @Test
    void aFileThatExistsStaysWhenALargeOneIsRefused() throws Exception {
        Path file = new Path(directory, "file");
        TestFiles.write(getFileSystem(), file, new byte[] {1});
        FSDataOutputStream out = getFileSystem().create(file, WriteMode.NO_OVERWRITE);
        out.write(new byte[LARGE]);
        assertThatThrownBy(out::close).isInstanceOf(FileAlreadyExistsException.class);
        assertThat(TestFiles.read(getFileSystem(), file)).containsExactly(1);
    }
}
