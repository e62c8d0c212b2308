package io.spillway.localcloud.aws.autoscaling;

import static io.spillway.localcloud.aws.testing.ManualAws.group;
import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.localcloud.autoscaling.policy.TargetTracking;
import io.spillway.localcloud.aws.AwsSettings;
import io.spillway.localcloud.aws.cloudwatch.MetricId;
import io.spillway.localcloud.aws.testing.ManualAws;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.cloudwatch.model.MetricDatum;

/** A policy that reads what the SDK's client has put, on a clock that the test moves. */
class TargetTrackingPolicyTest {
    private static final MetricId METRIC = new MetricId("Spillway", "Percent", Map.of());

    @TempDir private Path directory;

    @Test
    void growsInOneStepAfterThreePeriodsAndShrinksAfterFifteen() throws IOException {
        try (ManualAws cloud = new ManualAws(directory)) {
            AutoScalingGroup group = tracked(cloud, Duration.ZERO, true);

            put(cloud, 300, 2);
            assertThat(group.desired()).isEqualTo(2);
            put(cloud, 300, 1);
            assertThat(group.desired()).isEqualTo(6);

            put(cloud, 50, 14);
            assertThat(group.desired()).isEqualTo(6);
            put(cloud, 50, 1);
            assertThat(group.desired()).isEqualTo(3);
        }
    }

    @Test
    void missingDataBeginsTheCountAnew() throws IOException {
        try (ManualAws cloud = new ManualAws(directory)) {
            AutoScalingGroup group = tracked(cloud, Duration.ZERO, true);

            put(cloud, 300, 2);
            cloud.advance(Duration.ofMinutes(1));
            put(cloud, 300, 2);

            assertThat(group.desired()).isEqualTo(2);
        }
    }

    @Test
    void nothingShrinksWhileInstancesWarmUp() throws IOException {
        try (ManualAws cloud = new ManualAws(directory)) {
            AutoScalingGroup group = tracked(cloud, Duration.ofMinutes(20), true);

            put(cloud, 50, 19);
            assertThat(group.desired()).isEqualTo(2);
            put(cloud, 50, 1);
            assertThat(group.desired()).isEqualTo(1);
        }
    }

    @Test
    void scaleInCanBeOff() throws IOException {
        try (ManualAws cloud = new ManualAws(directory)) {
            AutoScalingGroup group = tracked(cloud, Duration.ZERO, false);

            put(cloud, 50, 30);

            assertThat(group.desired()).isEqualTo(2);
        }
    }

    @Test
    void periodsPassFaster() throws IOException {
        AwsSettings normal = AwsSettings.in(directory);
        AwsSettings fast =
                new AwsSettings(
                        normal.region(),
                        normal.account(),
                        normal.directory(),
                        normal.environment(),
                        60);
        try (ManualAws cloud = new ManualAws(fast)) {
            AutoScalingGroup group = tracked(cloud, Duration.ofMinutes(1), true);

            for (int second = 0; second < 3; second++) {
                value(cloud, 200);
                cloud.advance(Duration.ofSeconds(1));
            }

            assertThat(group.desired()).isEqualTo(4);
        }
    }

    private static AutoScalingGroup tracked(ManualAws cloud, Duration warmup, boolean scaleIn) {
        AutoScalingGroup group = cloud.aws().createGroup(group(2).withInstanceWarmup(warmup));
        cloud.aws().track(group, METRIC, TargetTracking.Settings.defaults(100), scaleIn);
        return group;
    }

    /** A value each minute, so many times. */
    private static void put(ManualAws cloud, double value, int minutes) {
        for (int i = 0; i < minutes; i++) {
            value(cloud, value);
            cloud.advance(Duration.ofMinutes(1));
        }
    }

    private static void value(ManualAws cloud, double value) {
        cloud.cloudWatch()
                .putMetricData(
                        b ->
                                b.namespace("Spillway")
                                        .metricData(
                                                MetricDatum.builder()
                                                        .metricName("Percent")
                                                        .value(value)
                                                        .build()));
    }
}
