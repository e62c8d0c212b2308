package io.spillway.gcs.plugin;

import io.spillway.checkpoint.testing.PluginContract;
import io.spillway.gcs.testing.GcsCloud;

/** A third of flink-gs-fs-hadoop's 74 MB would do. */
class PluginIT extends PluginContract {
    PluginIT() {
        super(new GcsCloud(), "io.spillway.gcs.GcsFileSystemFactory", 10_000_000);
    }
}
