package io.spillway.agent;

import io.spillway.agent.boot.CloudDetection;
import io.spillway.agent.boot.NoCloud;
import io.spillway.plugins.PluginException;
import io.spillway.plugins.Plugins;
import io.spillway.settings.AgentSettings;
import io.spillway.settings.CloudSettings;
import io.spillway.settings.ConfigurationFile;
import io.spillway.settings.InvalidSettingsException;
import io.spillway.spi.cloud.CloudException;
import io.spillway.spi.cloud.CloudInstance;
import io.spillway.spi.cloud.CloudProvider;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.random.RandomGenerator;
import org.apache.flink.configuration.Configuration;

/** The machine that this process runs on. */
final class ThisMachine {
    private ThisMachine() {}

    /**
     * Finds out whose it is. Blocks as {@link CloudDetection#detect} does.
     *
     * @throws PluginException when a plugin can't be opened
     */
    static CloudInstance detect(
            AgentSettings settings, CloudSettings clouds, ConfigurationFile file)
            throws InvalidSettingsException, PluginException, CloudException {
        ExecutorService pool =
                Executors.newCachedThreadPool(DaemonThreads.named("spillway-detect"));
        try {
            return new CloudDetection(
                            providers(settings, file.configuration()),
                            clouds,
                            ThisMachine::host,
                            pool)
                    .detect(settings);
        } finally {
            pool.shutdownNow();
        }
    }

    /** No plugin is opened, which takes time and memory, where no cloud is to be asked. */
    private static List<CloudProvider> providers(
            AgentSettings settings, Configuration configuration) throws PluginException {
        return settings.cloud().equals(NoCloud.NAME)
                ? List.of()
                : Plugins.in(configuration).all(CloudProvider.class);
    }

    private static NoCloud host() {
        String name;
        try {
            name = InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            // A host whose name doesn't resolve still has one; the message is "name: reason".
            name = String.valueOf(e.getMessage()).replaceFirst(":.*", "");
        }
        return NoCloud.onHost(name, RandomGenerator.getDefault());
    }
}
