package io.spillway.jobmanager.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spillway.settings.ConfigurationFile;
import io.spillway.settings.InvalidSettingsException;
import io.spillway.settings.MetricSinkSettings;
import io.spillway.settings.SettingsReader;
import io.spillway.spi.cloud.CloudException;
import io.spillway.spi.cloud.MetricSink;
import io.spillway.spi.cloud.MetricSinkProvider;
import io.spillway.spi.cloud.MetricTarget;
import io.spillway.spi.cloud.ScalingMetric;
import io.spillway.testing.FakeSinkProvider;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.Test;

class SinkChoiceTest {
    private static final List<ScalingMetric> METRICS =
            List.of(new ScalingMetric("RequiredSlots", 2, ScalingMetric.Unit.COUNT));
    private static final Duration TIMEOUT = Duration.ofSeconds(1);

    private final FakeSinkProvider aws = new FakeSinkProvider("aws");
    private final FakeSinkProvider gcp = new FakeSinkProvider("gcp");

    @Test
    void withoutAGroupNoCloudGetsTheSignal() throws Exception {
        assertThat(settings(Map.of()).cloud()).isEqualTo(MetricSinkSettings.NONE);
        assertThat(SinkChoice.of(settings(Map.of()), new Configuration())).isEmpty();
    }

    @Test
    void autoTakesTheCloudOfTheMachine() throws Exception {
        gcp.here = true;
        assertThat(choose(Map.of("spillway.metric-sink.group", "g"))).containsSame(gcp);
        gcp.here = false;
        assertThat(choose(Map.of("spillway.metric-sink.group", "g"))).isEmpty();
    }

    @Test
    void autoAsksNobodyWhereTheUserKnows() throws Exception {
        Map<String, String> user =
                Map.of("spillway.metric-sink.group", "g", "spillway.cloud", "aws");
        assertThat(choose(user)).containsSame(aws);
        assertThat(
                        settings(
                                        Map.of(
                                                "spillway.metric-sink.group",
                                                "g",
                                                "spillway.cloud",
                                                "none"))
                                .cloud())
                .isEqualTo(MetricSinkSettings.NONE);
    }

    @Test
    void aCloudThatIsNamedNeedsAPluginAndAGroup() {
        assertThatThrownBy(
                        () ->
                                choose(
                                        Map.of(
                                                "spillway.metric-sink.type",
                                                "azure",
                                                "spillway.metric-sink.group",
                                                "g")))
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessage(
                        "spillway.metric-sink.type: \"azure\" is not one of auto, none, aws, gcp");
        assertThatThrownBy(() -> settings(Map.of("spillway.metric-sink.type", "aws")))
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessageContaining(
                        "spillway.metric-sink.group: not set, but spillway.metric-sink.type is \"aws\"");
    }

    @Test
    void theSinkOpensWithTheFirstValueOfAJob() throws Exception {
        SinkChoice choice =
                new SinkChoice(aws, settings(Map.of("spillway.metric-sink.group", "g")));
        String[] job = new String[1];
        try (MetricSink sink = choice.forJob(() -> Optional.ofNullable(job[0]))) {
            sink.publish(METRICS, TIMEOUT);
            assertThat(aws.opened).isEmpty();
            job[0] = "orders";
            sink.publish(METRICS, TIMEOUT);
            sink.publish(METRICS, TIMEOUT);
            assertThat(aws.opened).containsExactly(new MetricTarget("g", "orders"));
            assertThat(aws.sink.told).hasSize(2);
            assertThat(sink.name()).isEqualTo("aws");
        }
        assertThat(aws.sink.closed).isTrue();
    }

    @Test
    void aSinkThatCannotBeOpenedIsTriedAgain() throws Exception {
        SinkChoice choice =
                new SinkChoice(
                        aws,
                        settings(
                                Map.of(
                                        "spillway.metric-sink.group", "g",
                                        "spillway.metric-sink.job", "mine")));
        aws.failure = "no region";
        try (MetricSink sink = choice.forJob(() -> Optional.of("orders"))) {
            assertThatThrownBy(() -> sink.publish(METRICS, TIMEOUT))
                    .isInstanceOf(CloudException.class)
                    .hasMessage("no region");
            aws.failure = null;
            sink.publish(METRICS, TIMEOUT);
        }
        assertThat(aws.opened).containsExactly(new MetricTarget("g", "mine"));
    }

    private Optional<MetricSinkProvider> choose(Map<String, String> user) throws Exception {
        return SinkChoice.choose(settings(user), List.of(aws, gcp));
    }

    private static MetricSinkSettings settings(Map<String, String> user) throws Exception {
        SettingsReader reader =
                new SettingsReader(ConfigurationFile.of(Configuration.fromMap(user)));
        MetricSinkSettings settings = MetricSinkSettings.read(reader);
        reader.check();
        return settings;
    }
}
