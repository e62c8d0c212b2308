package io.spillway.plugins;

import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.plugin.PluginUtils;

/** Flink's file systems, in a process that isn't one of Flink's. */
public final class FileSystems {

    private FileSystems() {}

    /**
     * Makes those of the plugins known to this process, configured; to be called before the first
     * one is used. Blocks on the disk.
     */
    public static void initialize(Configuration configuration) {
        FileSystem.initialize(
                configuration, PluginUtils.createPluginManagerFromRootFolder(configuration));
    }
}
