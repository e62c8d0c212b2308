package io.spillway.s3.filesystem;

import io.spillway.checkpoint.testing.FlinkContract;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.fs.FileSystem;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * The same against a real bucket: {@code -Ds3.bucket=s3://bucket/prefix}, with AWS' default chain.
 */
@EnabledIfSystemProperty(named = BucketContractIT.BUCKET, matches = "s3://.+")
class BucketContractIT extends FlinkContract {
    static final String BUCKET = "spillway.s3.bucket";

    BucketContractIT() {
        super(System.getProperty(BUCKET));
    }

    @BeforeAll
    static void open() {
        FileSystem.initialize(new Configuration(), null);
    }
}
