package io.spillway.doctor.configuration;

import io.spillway.plugins.PluginException;
import io.spillway.plugins.Plugins;
import io.spillway.spi.diagnosis.Check;
import io.spillway.spi.diagnosis.Finding;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.fs.FileSystemFactory;

/**
 * Whether there is a plugin for each place that the configuration names.
 *
 * @param folder where they are
 * @param storage what they are to be used for: checkpoints, and the cluster's documents
 */
public record PluginsCheck(Path folder, Configuration configuration, Set<URI> storage)
        implements Check {
    private static final String LOCAL = "file";

    public PluginsCheck {
        storage = Set.copyOf(storage);
    }

    @Override
    public String name() {
        return "Plugins";
    }

    @Override
    public Finding run(Duration timeout) throws PluginException {
        TreeSet<String> schemes =
                Plugins.in(configuration).all(FileSystemFactory.class).stream()
                        .map(FileSystemFactory::getScheme)
                        .collect(Collectors.toCollection(TreeSet::new));
        schemes.add(LOCAL);
        Optional<URI> without =
                storage.stream()
                        .filter(uri -> !schemes.contains(uri.getScheme()))
                        .sorted()
                        .findFirst();
        String there = "%s: file systems %s".formatted(folder, String.join(", ", schemes));
        return without.map(
                        uri ->
                                Finding.failure(
                                        "%s; none for %s".formatted(there, uri),
                                        "put the plugin for %s:// into a folder of its own there"
                                                .formatted(uri.getScheme())))
                .orElseGet(() -> Finding.ok(there));
    }
}
