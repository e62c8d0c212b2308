package io.spillway.s3.testing;

import io.spillway.checkpoint.testing.TestFiles;
import io.spillway.localcloud.objectstore.MockS3;
import io.spillway.s3.S3FileSystemFactory;
import java.io.IOException;
import java.net.URI;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/**
 * Tests on files that {@link MockS3} keeps, behind a relay that is the class' own and forgets
 * before each test. Classes of them run one after the other.
 */
public abstract class MockFiles {
    protected static final int MIB = TestFiles.MIB;
    protected static MockS3 s3;
    protected static FileSystem files;

    /** Nobody else uses it. */
    protected final Path directory = MockS3.directory();

    /** A file in it that doesn't exist yet. */
    protected final Path file = new Path(directory, "file");

    /** A file system for {@link MockS3#BUCKET}. */
    public static FileSystem fileSystem(Configuration configuration) throws IOException {
        S3FileSystemFactory factory = new S3FileSystemFactory();
        factory.configure(configuration);
        return factory.create(URI.create("s3://" + MockS3.BUCKET));
    }

    @BeforeAll
    static void open() throws Exception {
        s3 = MockS3.open();
        files = fileSystem(s3.configuration());
    }

    @AfterAll
    static void close() {
        s3.close();
    }

    @BeforeEach
    void reset() {
        s3.relay().reset();
    }
}
