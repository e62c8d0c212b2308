package io.spillway.plugins;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.stream.Stream;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.plugin.DefaultPluginManager;
import org.apache.flink.core.plugin.DirectoryBasedPluginFinder;
import org.apache.flink.core.plugin.PluginConfig;
import org.apache.flink.core.plugin.PluginManager;

/**
 * The plugins that there are for one of our interfaces. Each is loaded by Flink's own plugin
 * manager, in a class loader of its own: its SDK never meets the job's classes or another plugin's.
 */
public final class Plugins {

    /**
     * A plugin sees the interfaces that it implements as this side does, and nothing else of it.
     */
    private static final String SPI = "io.spillway.spi.";

    private final String folder;
    private final PluginManager manager;

    private Plugins(String folder, PluginManager manager) {
        this.folder = folder;
        this.manager = manager;
    }

    /**
     * The folder that {@code FLINK_PLUGINS_DIR} names. None where it names none. Blocks on the
     * disk.
     *
     * @throws PluginException when the folder can't be read
     */
    public static Plugins in(Configuration configuration) throws PluginException {
        PluginConfig config = PluginConfig.fromConfiguration(configuration);
        Optional<Path> folder = config.getPluginsPath();
        return folder.isPresent()
                ? in(folder.get(), config.getAlwaysParentFirstPatterns())
                : new Plugins("plugins/", new DefaultPluginManager(List.of(), new String[0]));
    }

    static Plugins in(Path folder, String[] alwaysParentFirst) throws PluginException {
        String[] parentFirst =
                Stream.concat(Arrays.stream(alwaysParentFirst), Stream.of(SPI))
                        .toArray(String[]::new);
        try {
            return new Plugins(
                    folder.toString(),
                    new DefaultPluginManager(
                            new DirectoryBasedPluginFinder(folder).findPlugins(), parentFirst));
        } catch (IOException | RuntimeException e) {
            Throwable cause = e.getCause() instanceof IOException ? e.getCause() : e;
            throw new PluginException(
                    "%s: the folder of plugins can't be read: %s"
                            .formatted(folder, cause.getMessage()),
                    e);
        }
    }

    /**
     * All implementations of one of our interfaces, a new object of each. Loads classes of the
     * plugins that have one; the others' jars are opened and closed again.
     *
     * @throws PluginException when one can't be made
     */
    public <P> List<P> all(Class<P> spi) throws PluginException {
        List<P> all = new ArrayList<>();
        try {
            Iterator<P> found = manager.load(spi);
            while (found.hasNext()) {
                all.add(found.next());
            }
        } catch (ServiceConfigurationError | LinkageError e) {
            throw new PluginException(
                    "%s: a plugin can't be loaded: %s; unpack it again, or remove it"
                            .formatted(folder, e.getMessage()),
                    e);
        }
        return all;
    }
}
