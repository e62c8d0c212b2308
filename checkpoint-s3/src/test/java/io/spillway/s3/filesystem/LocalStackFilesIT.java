package io.spillway.s3.filesystem;

import io.spillway.checkpoint.testing.FlinkContract;
import io.spillway.checkpoint.testing.StoreContainer;
import io.spillway.localcloud.objectstore.MockS3;
import io.spillway.s3.testing.LocalStackS3;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.fs.FileSystem;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Flink's contract against LocalStack, where Docker is. */
class LocalStackFilesIT extends FlinkContract {
    @RegisterExtension
    private static final StoreContainer SERVER = new StoreContainer(new LocalStackS3());

    LocalStackFilesIT() {
        super("s3://%s/contract".formatted(MockS3.BUCKET));
    }

    @BeforeAll
    static void start() {
        FileSystem.initialize(Configuration.fromMap(SERVER.settings()), null);
    }

    @AfterAll
    static void stop() {
        FileSystem.initialize(new Configuration(), null);
    }
}
