package io.spillway.spi.cloud;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spillway.testing.MetricSinkContract;
import io.spillway.testing.RecordingMetricSink;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MetricSinkTest {

    @Nested
    class InMemory extends MetricSinkContract {
        private final RecordingMetricSink sink = new RecordingMetricSink();

        @Override
        protected MetricSink sink() {
            return sink;
        }

        @Override
        protected Optional<MetricSink> refusedSink() {
            RecordingMetricSink refused = new RecordingMetricSink();
            refused.failing = true;
            return Optional.of(refused);
        }

        @Override
        protected Optional<Map<String, Double>> written() {
            return Optional.of(
                    sink.told.get(sink.told.size() - 1).stream()
                            .collect(Collectors.toMap(ScalingMetric::name, ScalingMetric::value)));
        }
    }

    @Nested
    class None extends MetricSinkContract {
        @Override
        protected MetricSink sink() {
            return MetricSink.NONE;
        }

        @Override
        protected Optional<MetricSink> refusedSink() {
            return Optional.empty();
        }

        @Override
        protected Optional<Map<String, Double>> written() {
            return Optional.empty();
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, -1, Double.POSITIVE_INFINITY})
    void aMetricIsANumber(double value) {
        assertThatThrownBy(() -> new ScalingMetric("Utilization", value, ScalingMetric.Unit.COUNT))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Utilization");
    }

    @Test
    void noneTakesAnything() throws Exception {
        MetricSink.NONE.close();
        MetricSink.NONE.publish(List.of(), Duration.ofSeconds(1));
    }
}
