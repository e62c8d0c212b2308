package io.spillway.checkpoint.testing;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.core.plugin.DefaultPluginManager;
import org.apache.flink.core.plugin.DirectoryBasedPluginFinder;
import org.apache.flink.core.plugin.PluginManager;

/** The folder that the tarball takes, with the plugin's own below it. */
public final class PluginFolder {
    /** Where it is. */
    public static final Path PATH = Path.of(System.getProperty("spillway.plugin"));

    private PluginFolder() {}

    /** Flink's own plugin manager, which sees nothing but this folder. */
    public static PluginManager load() throws IOException {
        return load(PATH);
    }

    /** The same for another folder of plugins. */
    public static PluginManager load(Path folder) throws IOException {
        List<String> parentFirst =
                new ArrayList<>(
                        Arrays.asList(
                                CoreOptions.getPluginParentFirstLoaderPatterns(
                                        new Configuration())));
        parentFirst.add("io.spillway.spi.");
        return new DefaultPluginManager(
                new DirectoryBasedPluginFinder(folder).findPlugins(),
                parentFirst.toArray(String[]::new));
    }
}
