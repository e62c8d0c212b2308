package io.spillway.gcp.plugin;

import io.spillway.gcp.testing.Settings;
import io.spillway.spi.cloud.CloudInstance;
import io.spillway.spi.cloud.CloudProvider;
import io.spillway.spi.cloud.InstanceGroup;
import io.spillway.spi.cloud.InstanceGroupProvider;
import io.spillway.spi.cloud.MetricSink;
import io.spillway.spi.cloud.MetricSinkProvider;
import io.spillway.spi.cloud.MetricTarget;
import io.spillway.spi.cloud.ScalingMetric;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.core.plugin.DefaultPluginManager;
import org.apache.flink.core.plugin.DirectoryBasedPluginFinder;
import org.apache.flink.core.plugin.PluginManager;

/**
 * A machine's process: it finds metadata and credentials by its environment, as on Compute Engine.
 */
public final class PluginProbe {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private PluginProbe() {}

    /**
     * Loads the plugin and uses all of it; each line that it prints is a fact.
     *
     * @param arguments the plugins' folder, Cloud Monitoring's endpoint, Compute Engine's
     */
    public static void main(String[] arguments) throws Exception {
        List<String> parentFirst =
                new ArrayList<>(
                        List.of(
                                CoreOptions.getPluginParentFirstLoaderPatterns(
                                        new Configuration())));
        parentFirst.add("io.spillway.spi.");
        PluginManager plugins =
                new DefaultPluginManager(
                        new DirectoryBasedPluginFinder(Path.of(arguments[0])).findPlugins(),
                        parentFirst.toArray(String[]::new));
        Map<String, String> settings =
                Settings.of(
                        "location", "europe-west1-b",
                        "monitoring.endpoint", arguments[1],
                        "compute.endpoint", arguments[2]);
        CloudProvider provider = plugins.load(CloudProvider.class).next();
        System.out.println(
                "own class loader: "
                        + (provider.getClass().getClassLoader()
                                != PluginProbe.class.getClassLoader()));
        try (CloudInstance instance = provider.detect(settings, TIMEOUT).orElseThrow()) {
            System.out.println("zone: " + instance.identity().zone().orElseThrow());
            System.out.println("notice: " + instance.notices().get(0).poll(TIMEOUT).isPresent());
        }
        MetricSinkProvider sinks = plugins.load(MetricSinkProvider.class).next();
        try (MetricSink sink = sinks.open(new MetricTarget("workers", "orders"), settings)) {
            sink.publish(
                    List.of(new ScalingMetric("RequiredSlots", 2, ScalingMetric.Unit.COUNT)),
                    TIMEOUT);
            System.out.println("published to " + sink.name());
        }
        InstanceGroupProvider groups = plugins.load(InstanceGroupProvider.class).next();
        try (InstanceGroup group = groups.open("workers", settings)) {
            System.out.println("machines: " + group.describe(TIMEOUT).size());
        }
    }
}
