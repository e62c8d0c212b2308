package io.spillway.scaling.publish;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.scaling.model.Decision;
import io.spillway.scaling.model.ScalingSettings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class ScalingMetricsTest {
    private static Decision decision(int there, int required) {
        return new Decision(
                "job",
                Duration.ZERO,
                Decision.Outcome.DECIDED,
                List.of(),
                there,
                1,
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                OptionalInt.of(required),
                OptionalInt.of(required),
                OptionalDouble.of(100.0 * required / there),
                Optional.empty(),
                List.of());
    }

    /** As target tracking does: capacity · metric / target, rounded up. */
    @Test
    void aPolicyThatRoundsUpLandsOnWhatIsRequired() {
        for (int there = 1; there <= 120; there++) {
            for (int required = 1; required <= 120; required++) {
                double percent =
                        ScalingMetrics.capacityPercent(decision(there, required)).orElseThrow();
                assertThat((int) Math.ceil(there * percent / 100))
                        .as("%d of %d", required, there)
                        .isEqualTo(required);
            }
        }
    }

    @Test
    void whatIsNotKnownIsLeftOut() {
        Signal signal =
                new Signal(
                        decision(2, 3),
                        ScalingSettings.DEFAULTS,
                        Map.of(),
                        2,
                        OptionalLong.empty(),
                        Optional.empty(),
                        Optional.empty());
        assertThat(ScalingMetrics.of(signal))
                .extracting("name")
                .containsExactly(
                        "RequiredTaskManagers", "RequiredSlots", "RequiredCapacityPercent");
    }
}
