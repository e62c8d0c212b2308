package io.spillway.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spillway.spi.cloud.CloudException;
import io.spillway.spi.cloud.MetricSink;
import io.spillway.spi.cloud.ScalingMetric;
import io.spillway.spi.cloud.ScalingMetric.Unit;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** What every {@link MetricSink} does: a plugin's test extends this. */
public abstract class MetricSinkContract {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    /** A sink that works. */
    protected abstract MetricSink sink() throws Exception;

    /** A sink whose cloud refuses every call; empty where there is nobody to refuse. */
    protected abstract Optional<MetricSink> refusedSink() throws Exception;

    /** What the cloud has now, by name; empty where that can't be asked. */
    protected abstract Optional<Map<String, Double>> written() throws Exception;

    private static List<ScalingMetric> percent(double value) {
        return List.of(
                new ScalingMetric("RequiredCapacityPercent", value, Unit.PERCENT),
                new ScalingMetric("RequiredTaskManagers", 3, Unit.COUNT));
    }

    @Test
    void writesWhatItIsGiven() throws Exception {
        try (MetricSink sink = sink()) {
            sink.publish(percent(87.5), TIMEOUT);
            Optional<Map<String, Double>> written = written();
            Assumptions.assumeTrue(written.isPresent());
            assertThat(written.get())
                    .containsEntry("RequiredCapacityPercent", 87.5)
                    .containsEntry("RequiredTaskManagers", 3.0);
        }
    }

    @Test
    void theNextValueIsWrittenToo() throws Exception {
        try (MetricSink sink = sink()) {
            sink.publish(percent(50), TIMEOUT);
            sink.publish(percent(150), TIMEOUT);
            Optional<Map<String, Double>> written = written();
            Assumptions.assumeTrue(written.isPresent());
            assertThat(written.get()).containsEntry("RequiredCapacityPercent", 150.0);
        }
    }

    @Test
    void aRefusalIsOneLine() throws Exception {
        Optional<MetricSink> refused = refusedSink();
        Assumptions.assumeTrue(refused.isPresent());
        try (MetricSink sink = refused.get()) {
            assertThatThrownBy(() -> sink.publish(percent(50), TIMEOUT))
                    .isInstanceOf(CloudException.class)
                    .message()
                    .isNotBlank()
                    .doesNotContain("\n");
        }
    }

    @Test
    void hasAName() throws Exception {
        try (MetricSink sink = sink()) {
            assertThat(sink.name()).matches("[a-z][a-z0-9-]*").isEqualTo(sink.name());
        }
    }
}
