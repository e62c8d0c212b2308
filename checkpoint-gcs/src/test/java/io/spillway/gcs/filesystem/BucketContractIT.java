package io.spillway.gcs.filesystem;

import io.spillway.checkpoint.testing.FlinkContract;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.fs.FileSystem;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * The same against a real bucket: {@code -Dgcs.bucket=gs://bucket/prefix}, with the application's
 * default credentials.
 */
@EnabledIfSystemProperty(named = BucketContractIT.BUCKET, matches = "gs://.+")
class BucketContractIT extends FlinkContract {
    static final String BUCKET = "spillway.gcs.bucket";

    BucketContractIT() {
        super(System.getProperty(BUCKET));
    }

    @BeforeAll
    static void open() {
        FileSystem.initialize(new Configuration(), null);
    }
}
