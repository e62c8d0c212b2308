package io.spillway.s3.recoverable;

import io.spillway.s3.testing.MockS3;
import io.spillway.s3.testing.TestFiles;
import org.apache.flink.core.fs.AbstractRecoverableWriterTest;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** Flink's own contract for recoverable writers. */
class FlinkRecoverableContractIT extends AbstractRecoverableWriterTest {
    private static final Path DIRECTORY = MockS3.directory();
    private static MockS3 s3;

    @BeforeAll
    static void open() throws Exception {
        s3 = MockS3.open();
    }

    @AfterAll
    static void close() {
        s3.close();
    }

    @Override
    public Path getBasePath() {
        return DIRECTORY;
    }

    @Override
    public FileSystem initializeFileSystem() {
        try {
            return TestFiles.fileSystem(s3.configuration());
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
