package io.spillway.checkpoint.testing;

import io.spillway.localcloud.objectstore.StoreRelay;
import java.util.Map;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/**
 * Tests on files in a cloud's bucket, behind a relay that is the class' own and forgets before each
 * test. Classes of them run one after the other.
 */
@TestInstance(Lifecycle.PER_CLASS)
public abstract class CloudFiles {
    protected static final int MIB = TestFiles.MIB;

    protected final TestingCloud cloud;
    protected final TestingCloud.Names names;
    protected FileSystem files;

    /** Nobody else uses it; another one for each test. */
    protected Path directory;

    /** A file in it that doesn't exist yet. */
    protected Path file;

    protected CloudFiles(TestingCloud cloud) {
        this.cloud = cloud;
        this.names = cloud.names();
    }

    @BeforeAll
    void open() throws Exception {
        cloud.open();
        files = cloud.fileSystem(cloud.configuration());
    }

    @AfterAll
    void close() {
        cloud.close();
    }

    @BeforeEach
    void reset() {
        directory = cloud.directory();
        file = new Path(directory, "file");
        relay().reset();
    }

    protected StoreRelay relay() {
        return cloud.relay();
    }

    protected Map<String, Integer> counts() {
        return relay().counts();
    }
}
