package io.spillway.localcloud.autoscaling.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.localcloud.autoscaling.policy.InstanceGroupAutoscaler.MetricKind;
import io.spillway.localcloud.autoscaling.policy.InstanceGroupAutoscaler.Settings;
import java.time.Duration;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class InstanceGroupAutoscalerTest {

    private Duration at = Duration.ZERO;

    @Test
    void dividesTheGroupsWorkByWhatOneMachineTakes() {
        InstanceGroupAutoscaler autoscaler = autoscaler(MetricKind.SINGLE_INSTANCE_ASSIGNMENT, 4);
        assertThat(after(autoscaler, 1, 2, 33)).isEqualTo(9);
    }

    @Test
    void holdsAUtilization() {
        InstanceGroupAutoscaler autoscaler = autoscaler(MetricKind.UTILIZATION, 0.8);
        assertThat(after(autoscaler, 1, 4, 1.0)).isEqualTo(5);
    }

    @Test
    void shrinksInOneStepToThePeakOfTheStabilizationPeriod() {
        InstanceGroupAutoscaler autoscaler = autoscaler(MetricKind.SINGLE_INSTANCE_ASSIGNMENT, 1);
        assertThat(after(autoscaler, 1, 2, 12)).isEqualTo(12);
        assertThat(after(autoscaler, 5, 12, 8)).isEqualTo(12);
        assertThat(after(autoscaler, 5, 12, 3)).isEqualTo(12);
        assertThat(after(autoscaler, 1, 12, 3)).isEqualTo(8);
        assertThat(after(autoscaler, 10, 8, 3)).isEqualTo(3);
    }

    @Test
    void staysWithoutAValue() {
        InstanceGroupAutoscaler autoscaler = autoscaler(MetricKind.SINGLE_INSTANCE_ASSIGNMENT, 1);
        after(autoscaler, 1, 2, 12);
        at = at.plusSeconds(3600);
        assertThat(autoscaler.desired(new Reading(at, 12, 12, OptionalDouble.empty())))
                .isEqualTo(12);
    }

    private static InstanceGroupAutoscaler autoscaler(MetricKind kind, double target) {
        return new InstanceGroupAutoscaler(Settings.defaults(kind, target), new Bounds(1, 20));
    }

    private int after(InstanceGroupAutoscaler autoscaler, int periods, int now, double metric) {
        int result = 0;
        for (int i = 0; i < periods; i++) {
            at = at.plusSeconds(60);
            result = autoscaler.desired(new Reading(at, now, now, OptionalDouble.of(metric)));
        }
        return result;
    }
}
