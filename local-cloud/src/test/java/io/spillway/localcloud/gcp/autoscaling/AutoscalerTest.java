package io.spillway.localcloud.gcp.autoscaling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spillway.localcloud.gcp.compute.GroupSpec;
import io.spillway.localcloud.gcp.compute.ManagedInstanceGroup;
import io.spillway.localcloud.gcp.monitoring.SeriesId;
import io.spillway.localcloud.gcp.monitoring.TimeSeriesStore;
import io.spillway.localcloud.gcp.testing.ManualGcp;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AutoscalerTest {
    private static final String METRIC = "custom.googleapis.com/spillway/required_slots";
    private static final String FILTER =
            "resource.type = \"generic_task\" AND resource.labels.namespace = \"workers\"";
    private static final SeriesId SLOTS = series("workers");

    @TempDir Path directory;

    private ManualGcp cloud;
    private ManagedInstanceGroup group;

    @BeforeEach
    void start() throws IOException {
        cloud = new ManualGcp(directory);
        group =
                cloud.gcp()
                        .createGroup(
                                GroupSpec.zonal(
                                        "workers", "europe-west1-b", 2, ManualGcp.TEMPLATE));
        cloud.advance(Duration.ZERO);
    }

    @AfterEach
    void stop() {
        cloud.close();
    }

    private static SeriesId series(String namespace) {
        return new SeriesId(METRIC, Map.of(), "generic_task", Map.of("namespace", namespace));
    }

    private static AutoscalingPolicy policy() {
        return AutoscalingPolicy.work(1, 10, METRIC, FILTER, 2);
    }

    /** The value for so many minutes, written each 30 s. */
    private void minutes(int count, SeriesId series, double value) {
        for (int i = 0; i < 2 * count; i++) {
            cloud.gcp().metrics().write(series, new TimeSeriesStore.Point(cloud.now(), value));
            cloud.advance(Duration.ofSeconds(30));
        }
    }

    @Test
    void growsByWorkAndShrinksAfterItsLookBackInOneStep() {
        cloud.gcp().autoscale(group, policy());
        minutes(1, SLOTS, 11);
        assertThat(group.targetSize()).isEqualTo(6);
        minutes(10, SLOTS, 2);
        assertThat(group.targetSize()).isEqualTo(6);
        minutes(2, SLOTS, 2);
        assertThat(group.targetSize()).isEqualTo(1);
    }

    @Test
    void seesTheSeriesOfItsFilterAlone() {
        cloud.gcp().autoscale(group, policy());
        minutes(2, series("others"), 18);
        assertThat(group.targetSize()).isEqualTo(2);
    }

    @Test
    void withoutValuesItKeepsItsSize() {
        cloud.gcp().autoscale(group, policy());
        minutes(1, SLOTS, 11);
        cloud.advance(Duration.ofMinutes(30));
        assertThat(group.targetSize()).isEqualTo(6);
    }

    @Test
    void onlyScaleOutNeverShrinksAndOffDoesNothing() {
        Autoscaler autoscaler =
                cloud.gcp().autoscale(group, policy().with(AutoscalingPolicy.Mode.ONLY_SCALE_OUT));
        minutes(1, SLOTS, 11);
        assertThat(group.targetSize()).isEqualTo(6);
        minutes(15, SLOTS, 2);
        assertThat(group.targetSize()).isEqualTo(6);
        assertThat(autoscaler.recommendedSize()).isEqualTo(1);
        autoscaler.setMode(AutoscalingPolicy.Mode.OFF);
        minutes(2, SLOTS, 18);
        assertThat(group.targetSize()).isEqualTo(6);
        autoscaler.setMode(AutoscalingPolicy.Mode.ON);
        minutes(1, SLOTS, 18);
        assertThat(group.targetSize()).isEqualTo(9);
    }

    @Test
    void aMinimumThatIsRaisedMakesTheGroupLargerAndIsForgottenWhenItIsLowered() {
        Autoscaler autoscaler =
                cloud.gcp().autoscale(group, policy().with(AutoscalingPolicy.Mode.ONLY_SCALE_OUT));
        autoscaler.setLimits(5, 8);
        minutes(11, SLOTS, 2);
        assertThat(group.targetSize()).isEqualTo(5);
        assertThat(autoscaler.recommendedSize()).isEqualTo(5);
        autoscaler.setLimits(1, 8);
        minutes(1, SLOTS, 2);
        assertThat(autoscaler.recommendedSize()).isEqualTo(1);
        assertThat(group.targetSize()).isEqualTo(5);
        cloud.advance(Duration.ofMinutes(5));
        assertThat(autoscaler.recommendedSize()).as("without a value").isEqualTo(1);
        minutes(1, SLOTS, 18);
        assertThat(group.targetSize()).isEqualTo(8);
    }

    @Test
    void aScaleInControlLetsItShrinkStepByStep() {
        cloud.gcp()
                .autoscale(
                        group,
                        policy().with(
                                        new AutoscalingPolicy.ScaleInControl(
                                                1, Duration.ofMinutes(5))));
        minutes(1, SLOTS, 11);
        minutes(12, SLOTS, 2);
        assertThat(group.targetSize()).isEqualTo(5);
        minutes(6, SLOTS, 2);
        assertThat(group.targetSize()).isEqualTo(4);
    }

    @Test
    void aUtilizationPerVmIsAveragedOverThoseThatRun() {
        cloud.gcp()
                .autoscale(
                        group,
                        new AutoscalingPolicy(
                                1,
                                10,
                                AutoscalingPolicy.Mode.ON,
                                Duration.ZERO,
                                List.of(
                                        new AutoscalingPolicy.MetricTarget(
                                                METRIC, MetricFilter.parse(""), false, 50)),
                                Optional.empty()));
        List<String> ids = ManualGcp.ids(group);
        for (int i = 0; i < 2; i++) {
            write(ids.get(0), 100);
            write(ids.get(1), 80);
            write("4711", 1000);
            cloud.advance(Duration.ofSeconds(30));
        }
        assertThat(group.targetSize()).isEqualTo(4);
    }

    private void write(String vm, double value) {
        cloud.gcp()
                .metrics()
                .write(
                        new SeriesId(METRIC, Map.of(), "gce_instance", Map.of("instance_id", vm)),
                        new TimeSeriesStore.Point(cloud.now(), value));
    }

    @Test
    void aFilterKnowsAndAndEqualsAlone() {
        assertThat(MetricFilter.parse("metric.label.a = b AND resource.type=global").text())
                .startsWith("metric");
        assertThatThrownBy(() -> MetricFilter.parse("resource.type = \"a\" OR resource.type = b"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("OR");
        assertThatThrownBy(() -> MetricFilter.parse("resource.labels.zone : \"b\""))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
