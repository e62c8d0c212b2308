package io.spillway.localcloud.autoscaling.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class TargetTrackingTest {

    private final TargetTracking policy =
            new TargetTracking(TargetTracking.Settings.defaults(100), new Bounds(1, 20));
    private Duration at = Duration.ZERO;
    private int desired = 5;
    private int inService = 5;

    @Test
    void growsInProportionAfterThreePeriodsAboveTheTarget() {
        assertThat(after(2, 200)).isEqualTo(5);
        assertThat(after(1, 200)).isEqualTo(10);
    }

    @Test
    void onePeriodAtTheTargetBeginsTheCountAnew() {
        after(2, 200);
        after(1, 100);
        assertThat(after(2, 200)).isEqualTo(5);
    }

    @Test
    void machinesThatWarmUpAreNotAskedForTwice() {
        desired = after(3, 200);
        assertThat(after(1, 200)).isEqualTo(10);
        assertThat(after(1, 220)).isEqualTo(11);
    }

    @Test
    void shrinksAfterFifteenPeriodsBelowTheLowAlarm() {
        assertThat(after(14, 60)).isEqualTo(5);
        assertThat(after(1, 60)).isEqualTo(3);
    }

    @Test
    void staysBetweenTheAlarms() {
        assertThat(after(100, 95)).isEqualTo(5);
        assertThat(after(100, 91)).isEqualTo(5);
    }

    @Test
    void doesNotShrinkWhileMachinesWarmUp() {
        desired = 6;
        assertThat(after(30, 60)).isEqualTo(6);
        inService = 6;
        assertThat(after(1, 60)).isEqualTo(4);
    }

    @Test
    void missingDataScalesNothingAndBeginsTheCountAnew() {
        after(2, 200);
        at = at.plusSeconds(60);
        assertThat(policy.desired(new Reading(at, 5, 5, OptionalDouble.empty()))).isEqualTo(5);
        assertThat(after(2, 200)).isEqualTo(5);
    }

    @Test
    void staysWithinTheGroupsBounds() {
        assertThat(after(3, 10_000)).isEqualTo(20);
        assertThat(after(15, 0)).isEqualTo(1);
    }

    @Test
    void refusesPeriodsThatAwsDoesNotHave() {
        assertThatThrownBy(() -> new TargetTracking.Settings(100, Duration.ofSeconds(15), 0.9))
                .hasMessageContaining("10, 30 or 60 seconds");
    }

    private int after(int periods, double metric) {
        int result = 0;
        for (int i = 0; i < periods; i++) {
            at = at.plusSeconds(60);
            result = policy.desired(new Reading(at, desired, inService, OptionalDouble.of(metric)));
        }
        return result;
    }
}
