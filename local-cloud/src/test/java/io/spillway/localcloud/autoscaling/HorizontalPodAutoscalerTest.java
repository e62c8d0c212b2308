package io.spillway.localcloud.autoscaling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spillway.localcloud.testing.ManualScheduler;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HorizontalPodAutoscalerTest {
    private final ManualScheduler time = new ManualScheduler();

    @ParameterizedTest
    @CsvSource({
        // ceil(current * metric / target)
        "4, 0.60, 3",
        "4, 1.00, 5",
        "1, 1.00, 2",
        "7, 0.40, 4",
        "10, 0.01, 1",
        // Within a tolerance of 0.1 nothing is done.
        "4, 0.80, 4",
        "4, 0.88, 4",
        "4, 0.89, 5",
        "4, 0.72, 4",
        "10, 0.71, 9",
        // Limits: 1 to 15.
        "15, 1.00, 15",
        "1, 0.00, 1",
    })
    void followsKubernetesFormula(int current, double metric, int expected) {
        HorizontalPodAutoscaler autoscaler = autoscaler(0, 0);

        assertThat(autoscaler.recommend(current, current, metric)).isEqualTo(expected);
    }

    @Test
    void machinesThatBootAreNotAskedForTwice() {
        HorizontalPodAutoscaler autoscaler = autoscaler(0, 0);

        int desired = autoscaler.recommend(4, 4, 1.0);
        assertThat(desired).isEqualTo(5);
        assertThat(autoscaler.recommend(desired, 4, 1.0)).isEqualTo(5);
    }

    @Test
    void withinTheToleranceMachinesThatBootAreKept() {
        HorizontalPodAutoscaler autoscaler = autoscaler(0, 0);

        assertThat(autoscaler.recommend(6, 4, 0.8)).isEqualTo(6);
    }

    @Test
    void shrinksToTheHighestOfTheWindow() {
        HorizontalPodAutoscaler autoscaler = autoscaler(0, 60);
        assertThat(autoscaler.recommend(8, 8, 0.4)).isEqualTo(8);

        time.advance(Duration.ofSeconds(30));
        assertThat(autoscaler.recommend(8, 8, 0.6)).isEqualTo(8);
        time.advance(Duration.ofSeconds(30));
        assertThat(autoscaler.recommend(8, 8, 0.2)).isEqualTo(6);
        time.advance(Duration.ofSeconds(30));

        assertThat(autoscaler.recommend(6, 6, 0.2)).isEqualTo(2);
    }

    @Test
    void growsToTheLowestOfTheWindow() {
        HorizontalPodAutoscaler autoscaler = autoscaler(20, 0);
        assertThat(autoscaler.recommend(4, 4, 1.0)).isEqualTo(4);

        time.advance(Duration.ofSeconds(10));
        assertThat(autoscaler.recommend(4, 4, 0.95)).isEqualTo(4);
        time.advance(Duration.ofSeconds(10));

        assertThat(autoscaler.recommend(4, 4, 1.0)).isEqualTo(5);
    }

    @Test
    void aBurstShorterThanTheWindowAddsNothing() {
        HorizontalPodAutoscaler autoscaler = autoscaler(20, 300);
        autoscaler.recommend(4, 4, 0.8);
        time.advance(Duration.ofSeconds(20));

        assertThat(autoscaler.recommend(4, 4, 0.8)).isEqualTo(4);
        time.advance(Duration.ofSeconds(10));
        assertThat(autoscaler.recommend(4, 4, 1.0)).isEqualTo(4);
        time.advance(Duration.ofSeconds(9));
        assertThat(autoscaler.recommend(4, 4, 0.8)).isEqualTo(4);
    }

    @Test
    void refusesWhatIsNoMeasurement() {
        HorizontalPodAutoscaler autoscaler = autoscaler(0, 0);

        assertThatThrownBy(() -> autoscaler.recommend(1, 0, 0.5))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> autoscaler.recommend(1, 1, Double.NaN))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesSettingsThatMeanNothing() {
        assertThatThrownBy(() -> AutoscalerSettings.kubernetesDefaults(1.2))
                .hasMessage("target 1.2: must be above 0 and at most 1");
        assertThatThrownBy(() -> settings(0.8, -0.1, 0, 0, 1))
                .hasMessage("tolerance -0.1: must be 0 or more");
        assertThatThrownBy(() -> settings(0.8, 0.1, -1, 0, 1))
                .hasMessage("scale-up stabilisation PT-1S: must not be negative");
        assertThatThrownBy(() -> settings(0.8, 0.1, 0, 0, 0))
                .hasMessage("sync period PT0S: must be positive");
        assertThatThrownBy(
                        () ->
                                new HorizontalPodAutoscaler(
                                        settings(0.8, 0.1, 0, 0, 1), 5, 4, time.clock()))
                .hasMessageContaining("minimum 5, maximum 4");
    }

    private HorizontalPodAutoscaler autoscaler(int upSeconds, int downSeconds) {
        return new HorizontalPodAutoscaler(
                settings(0.8, 0.1, upSeconds, downSeconds, 1), 1, 15, time.clock());
    }

    private static AutoscalerSettings settings(
            double target, double tolerance, int upSeconds, int downSeconds, int syncSeconds) {
        return new AutoscalerSettings(
                target,
                tolerance,
                Duration.ofSeconds(upSeconds),
                Duration.ofSeconds(downSeconds),
                Duration.ofSeconds(syncSeconds),
                Duration.ZERO);
    }
}
