package io.spillway.s3.filesystem;

import io.spillway.checkpoint.testing.FlinkContract;
import io.spillway.localcloud.objectstore.MockS3;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.fs.FileSystem;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** Flink's own contract for file systems. */
class FlinkContractIT extends FlinkContract {
    private static MockS3 s3;

    FlinkContractIT() {
        super("s3://%s/contract".formatted(MockS3.BUCKET));
    }

    @BeforeAll
    static void open() throws Exception {
        s3 = MockS3.open();
        FileSystem.initialize(s3.configuration(), null);
    }

    @AfterAll
    static void close() {
        FileSystem.initialize(new Configuration(), null);
        s3.close();
    }
}
