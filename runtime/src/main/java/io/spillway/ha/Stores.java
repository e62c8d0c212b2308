package io.spillway.ha;

import io.spillway.ha.local.LocalDirectoryStore;
import io.spillway.spi.store.ConditionalStore;
import io.spillway.spi.store.StoreException;
import io.spillway.spi.store.StoreException.Reason;
import io.spillway.spi.store.StoreProvider;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.plugin.DefaultPluginManager;
import org.apache.flink.core.plugin.DirectoryBasedPluginFinder;
import org.apache.flink.core.plugin.PluginConfig;
import org.apache.flink.core.plugin.PluginDescriptor;

/**
 * Opens conditional stores by their address: a local directory here, others by the plugin for their
 * scheme.
 */
public final class Stores {

    /**
     * A plugin sees the interfaces that it implements as this side does, and nothing else of it.
     */
    private static final String SPI = "io.spillway.spi.";

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private Stores() {}

    /**
     * Opens the store at an address. Loads the plugin for it, in a class loader of its own.
     *
     * @throws StoreException when there is none for that scheme, or the address is wrong
     */
    public static ConditionalStore open(URI root, Configuration configuration)
            throws StoreException {
        if (root.getScheme().equals("file")) {
            return LocalDirectoryStore.open(Path.of(root.getPath()), PATIENCE);
        }
        List<String> others = new ArrayList<>(List.of("file"));
        Iterator<StoreProvider> providers = providers(configuration);
        while (providers.hasNext()) {
            StoreProvider provider = providers.next();
            if (provider.scheme().equals(root.getScheme())) {
                return provider.open(root, configuration.toMap(), PATIENCE);
            }
            others.add(provider.scheme());
        }
        throw new StoreException(
                Reason.NO_SUCH_STORE,
                "%s: there is no plugin for '%s'; there is: %s"
                        .formatted(root, root.getScheme(), String.join(", ", others)));
    }

    private static Iterator<StoreProvider> providers(Configuration configuration)
            throws StoreException {
        PluginConfig config = PluginConfig.fromConfiguration(configuration);
        List<PluginDescriptor> plugins = new ArrayList<>();
        try {
            if (config.getPluginsPath().isPresent()) {
                plugins.addAll(
                        new DirectoryBasedPluginFinder(config.getPluginsPath().get())
                                .findPlugins());
            }
        } catch (IOException e) {
            throw new StoreException(
                    Reason.NO_SUCH_STORE, config.getPluginsPath() + " can't be read", e);
        }
        String[] parentFirst =
                Stream.concat(Arrays.stream(config.getAlwaysParentFirstPatterns()), Stream.of(SPI))
                        .toArray(String[]::new);
        return new DefaultPluginManager(plugins, parentFirst).load(StoreProvider.class);
    }
}
