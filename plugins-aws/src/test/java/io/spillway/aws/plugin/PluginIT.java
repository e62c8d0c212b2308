package io.spillway.aws.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.aws.testing.GroupOfOne;
import io.spillway.spi.cloud.CloudInstance;
import io.spillway.spi.cloud.CloudProvider;
import io.spillway.spi.cloud.MetricSink;
import io.spillway.spi.cloud.MetricSinkProvider;
import io.spillway.spi.cloud.MetricTarget;
import io.spillway.spi.cloud.ScalingMetric;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.core.plugin.DefaultPluginManager;
import org.apache.flink.core.plugin.DirectoryBasedPluginFinder;
import org.apache.flink.core.plugin.PluginManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The folder that the tarball takes, in a class loader of its own. */
class PluginIT {
    private static final Path FOLDER = Path.of(System.getProperty("spillway.aws.plugin"));
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final Map<String, String> SETTINGS =
            Map.of(
                    "launch-hook", GroupOfOne.LAUNCH,
                    "terminate-hook", GroupOfOne.TERMINATE,
                    "drain-on-rebalance", "never",
                    "cloudwatch.namespace", "Spillway",
                    "cloudwatch.high-resolution", "false");

    private static PluginManager load() throws Exception {
        List<String> parentFirst =
                new ArrayList<>(
                        List.of(
                                CoreOptions.getPluginParentFirstLoaderPatterns(
                                        new Configuration())));
        parentFirst.add("io.spillway.spi.");
        return new DefaultPluginManager(
                new DirectoryBasedPluginFinder(FOLDER).findPlugins(),
                parentFirst.toArray(String[]::new));
    }

    @Test
    void joinsAGroupAndWritesMetrics(@TempDir Path directory) throws Exception {
        PluginManager plugins = load();
        CloudProvider provider = plugins.load(CloudProvider.class).next();
        MetricSinkProvider sinks = plugins.load(MetricSinkProvider.class).next();
        assertThat(provider.getClass().getClassLoader()).isNotSameAs(getClass().getClassLoader());
        try (GroupOfOne cloud = GroupOfOne.start(directory);
                CloudInstance instance = provider.detect(SETTINGS, TIMEOUT).orElseThrow();
                MetricSink sink = sinks.open(new MetricTarget("workers", "orders"), SETTINGS)) {
            instance.lifecycle().joined();
            assertThat(cloud.count("CompleteLifecycleAction")).isEqualTo(1);
            assertThat(sinks.isHere(TIMEOUT)).isTrue();
            sink.publish(
                    List.of(new ScalingMetric("RequiredSlots", 2, ScalingMetric.Unit.COUNT)),
                    TIMEOUT);
            assertThat(cloud.aws.metrics().metrics()).hasSize(1);
        }
    }

    @Test
    void itIsSmallAndBringsNothingThatIsThereAlready() throws Exception {
        List<Path> jars;
        try (Stream<Path> files = Files.walk(FOLDER)) {
            jars = files.filter(Files::isRegularFile).toList();
        }
        assertThat(jars).hasSize(1);
        assertThat(Files.size(jars.get(0))).isLessThan(10_000_000);
        List<String> classes = new ArrayList<>();
        try (JarFile jar = new JarFile(jars.get(0).toFile())) {
            jar.stream().map(entry -> entry.getName()).forEach(classes::add);
        }
        assertThat(classes)
                .contains("io/spillway/aws/AwsCloudProvider.class")
                .noneMatch(each -> each.startsWith("io/spillway/spi/"))
                .noneMatch(each -> each.startsWith("org/apache/"))
                .noneMatch(each -> each.startsWith("org/slf4j/"))
                .noneMatch(each -> each.startsWith("io/netty/"))
                .noneMatch(each -> each.startsWith("software/amazon/awssdk/crt/"));
    }
}
