package io.spillway.ha;

import io.spillway.ha.local.LocalDirectoryStore;
import io.spillway.plugins.PluginException;
import io.spillway.plugins.Plugins;
import io.spillway.spi.store.ConditionalStore;
import io.spillway.spi.store.StoreException;
import io.spillway.spi.store.StoreException.Reason;
import io.spillway.spi.store.StoreProvider;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.configuration.Configuration;

/**
 * Opens conditional stores by their address: a local directory here, others by the plugin for their
 * scheme.
 */
public final class Stores {

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
        for (StoreProvider provider : providers(configuration)) {
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

    private static List<StoreProvider> providers(Configuration configuration)
            throws StoreException {
        try {
            return Plugins.in(configuration).all(StoreProvider.class);
        } catch (PluginException e) {
            throw new StoreException(Reason.NO_SUCH_STORE, e.getMessage(), e);
        }
    }
}
