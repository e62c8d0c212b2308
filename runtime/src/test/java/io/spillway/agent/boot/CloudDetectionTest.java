package io.spillway.agent.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spillway.settings.AgentSettings;
import io.spillway.settings.CloudSettings;
import io.spillway.settings.ConfigurationFile;
import io.spillway.settings.InvalidSettingsException;
import io.spillway.settings.SettingsReader;
import io.spillway.spi.cloud.CloudException;
import io.spillway.spi.cloud.CloudInstance;
import io.spillway.spi.cloud.CloudProvider;
import io.spillway.spi.cloud.InstanceIdentity;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CloudDetectionTest {
    private static final NoCloud HOST = NoCloud.onHost("host", new Random(1));
    private static final CloudInstance MACHINE = NoCloud.onHost("machine", new Random(2));

    private final ExecutorService pool = Executors.newCachedThreadPool();
    private final CountDownLatch never = new CountDownLatch(1);

    @AfterEach
    void stop() {
        pool.shutdownNow();
    }

    @Test
    void autoTakesTheCloudThatKnowsTheMachine() throws Exception {
        assertThat(detect("auto", new Fixed("gcp", null), new Fixed("aws", MACHINE)))
                .isSameAs(MACHINE);
    }

    @Test
    void autoIsNoneWhereNobodyKnowsTheMachine() throws Exception {
        assertThat(detect("auto")).isSameAs(HOST);
        assertThat(detect("auto", new Fixed("aws", null))).isSameAs(HOST);
    }

    @Test
    void autoDoesNotWaitForAProviderThatHangs() throws Exception {
        assertThat(detect("auto", new Hanging(), new Fixed("aws", MACHINE))).isSameAs(MACHINE);
        assertThat(detect("auto", new Hanging())).isSameAs(HOST);
    }

    @Test
    void noneAsksNobody() throws Exception {
        assertThat(detect("none", new Fixed("aws", MACHINE))).isSameAs(HOST);
    }

    @Test
    void aProviderGetsItsOwnSettingsWithTheirDefaults() throws Exception {
        Asked aws = new Asked("aws");
        Asked other = new Asked("other");
        detect("auto", aws, other);
        assertThat(aws.settings)
                .containsEntry("launch-hook", "spillway-launch")
                .containsEntry("drain-on-rebalance", "never")
                .containsEntry("cloudwatch.high-resolution", "false");
        assertThat(other.settings).isEmpty();
    }

    @Test
    void aCloudWithoutPluginIsAProblem() {
        assertThatThrownBy(() -> detect("azure", new Fixed("aws", MACHINE)))
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessage("spillway.cloud: \"azure\" is not one of auto, none, aws");
    }

    @Test
    void theCloudThatWasAskedForMustKnowTheMachine() {
        assertThatThrownBy(() -> detect("aws", new Fixed("aws", null)))
                .isInstanceOf(CloudException.class)
                .hasMessageContaining("aws doesn't know this machine");
    }

    @Test
    void withoutACloudTheHostNamesTheMachine() {
        assertThat(HOST.identity().id()).matches("host-[a-z0-9]{4}");
        assertThat(NoCloud.onHost("hö st/1", new Random(1)).identity().id())
                .matches("h--st-1-[a-z0-9]{4}");
        assertThat(NoCloud.onHost("x".repeat(300), new Random(1)).identity().id())
                .hasSizeLessThanOrEqualTo(128);
    }

    @Test
    void whatTheUserSaysOfTheMachineWins() {
        InstanceIdentity identity =
                CloudDetection.overridden(
                        HOST.identity(),
                        new AgentSettings.Instance(
                                Optional.of("id"), Optional.of("zone"), Optional.empty()));
        assertThat(identity.id()).isEqualTo("id");
        assertThat(identity.zone()).contains("zone");
        assertThat(identity.type()).isEmpty();
    }

    private CloudInstance detect(String cloud, CloudProvider... providers) throws Exception {
        SettingsReader reader =
                new SettingsReader(
                        ConfigurationFile.of(
                                Configuration.fromMap(
                                        Map.of(
                                                "spillway.cloud",
                                                cloud,
                                                "spillway.cloud.detection-timeout",
                                                "200 ms"))));
        AgentSettings settings = AgentSettings.read(reader);
        CloudSettings clouds = CloudSettings.read(reader);
        reader.check();
        return new CloudDetection(List.of(providers), clouds, () -> HOST, pool).detect(settings);
    }

    private record Fixed(String name, CloudInstance instance) implements CloudProvider {
        @Override
        public Optional<CloudInstance> detect(Map<String, String> settings, Duration timeout) {
            return Optional.ofNullable(instance);
        }
    }

    private static final class Asked implements CloudProvider {
        private final String name;
        private Map<String, String> settings;

        Asked(String name) {
            this.name = name;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public Optional<CloudInstance> detect(Map<String, String> settings, Duration timeout) {
            this.settings = settings;
            return Optional.empty();
        }
    }

    private final class Hanging implements CloudProvider {
        @Override
        public String name() {
            return "hanging";
        }

        @Override
        public Optional<CloudInstance> detect(Map<String, String> settings, Duration timeout)
                throws CloudException {
            try {
                never.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return Optional.empty();
        }
    }
}
