package io.spillway.s3.filesystem;

import io.spillway.checkpoint.testing.FlinkContract;
import io.spillway.localcloud.objectstore.MockS3;
import io.spillway.s3.testing.LocalStackS3;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.fs.FileSystem;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.condition.EnabledIf;

/** Flink's contract against LocalStack, where Docker is. */
@EnabledIf(
        value = "io.spillway.s3.testing.LocalStackS3#dockerAnswers",
        disabledReason = "no Docker engine answers")
class LocalStackFilesIT extends FlinkContract {
    private static LocalStackS3 server;

    LocalStackFilesIT() {
        super("s3://%s/contract".formatted(MockS3.BUCKET));
    }

    @BeforeAll
    static void start() throws Exception {
        server = LocalStackS3.start();
        FileSystem.initialize(Configuration.fromMap(server.settings()), null);
    }

    @AfterAll
    static void stop() {
        FileSystem.initialize(new Configuration(), null);
        server.close();
    }
}
