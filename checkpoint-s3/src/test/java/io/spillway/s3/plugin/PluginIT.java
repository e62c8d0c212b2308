package io.spillway.s3.plugin;

import io.spillway.checkpoint.testing.PluginContract;
import io.spillway.s3.testing.S3Cloud;

class PluginIT extends PluginContract {
    PluginIT() {
        super(new S3Cloud(), "io.spillway.s3.S3FileSystemFactory", 16_000_000);
    }
}
