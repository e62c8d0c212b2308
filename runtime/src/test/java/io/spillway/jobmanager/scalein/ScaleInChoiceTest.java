package io.spillway.jobmanager.scalein;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spillway.settings.ConfigurationFile;
import io.spillway.settings.InvalidSettingsException;
import io.spillway.settings.ScaleInSettings;
import io.spillway.settings.SettingsReader;
import io.spillway.testing.FakeGroupProvider;
import io.spillway.testing.FakeInstanceGroup;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScaleInChoiceTest {
    private final FakeInstanceGroup group = new FakeInstanceGroup(1, 5);
    private final FakeGroupProvider gcp = new FakeGroupProvider("gcp", group);

    private static ScaleInSettings settings(String... keysAndValues)
            throws InvalidSettingsException {
        Map<String, String> all = new LinkedHashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            all.put("spillway." + keysAndValues[i], keysAndValues[i + 1]);
        }
        SettingsReader reader =
                new SettingsReader(ConfigurationFile.of(Configuration.fromMap(all)));
        ScaleInSettings settings = ScaleInSettings.read(reader);
        reader.check();
        return settings;
    }

    private Optional<ScaleInChoice> choose(String... keysAndValues) throws Exception {
        return ScaleInChoice.of(settings(keysAndValues), List.of(gcp));
    }

    @Test
    void autoIsTheJobManagerWhereGroupsDoNotWait() throws Exception {
        gcp.here = true;
        assertThat(choose("scale-in.group", "workers").map(ScaleInChoice::group))
                .contains("workers");
        assertThat(choose("metric-sink.group", "workers").map(ScaleInChoice::group))
                .contains("workers");
        assertThat(choose("scale-in.group", "a", "metric-sink.group", "b"))
                .map(ScaleInChoice::group)
                .contains("a");
        assertThat(choose()).isEmpty();
        gcp.waitsForDrains = true;
        assertThat(choose("scale-in.group", "workers")).isEmpty();
    }

    @Test
    void autoIsTheCloudEverywhereElse() throws Exception {
        assertThat(choose("scale-in.group", "workers")).isEmpty();
        assertThat(choose("scale-in.group", "workers", "cloud", "aws")).isEmpty();
        assertThat(
                        ScaleInChoice.of(
                                settings("scale-in.group", "workers", "cloud", "none"),
                                new Configuration()))
                .isEmpty();
        assertThat(
                        ScaleInChoice.of(
                                settings("scale-in.group", "workers", "scale-in.mode", "cloud"),
                                new Configuration()))
                .isEmpty();
    }

    @Test
    void theJobManagerDoesItWhereTheUserSaysSo() throws Exception {
        gcp.waitsForDrains = true;
        ScaleInChoice choice =
                choose("scale-in.mode", "jobmanager", "scale-in.group", "w", "cloud", "gcp")
                        .orElseThrow();
        assertThat(choice.open()).isSameAs(group);
        assertThat(gcp.opened).containsExactly("w");
    }

    @Test
    void theJobManagerNeedsAPlugin() {
        assertThatThrownBy(
                        () ->
                                choose(
                                        "scale-in.mode",
                                        "jobmanager",
                                        "scale-in.group",
                                        "w",
                                        "cloud",
                                        "aws"))
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessage(
                        "spillway.scale-in.mode: \"jobmanager\", but the cloud \"aws\" has no plugin for that; set it to \"cloud\" (plugins that can make a group smaller: gcp)");
        assertThatThrownBy(() -> choose("scale-in.mode", "jobmanager", "scale-in.group", "w"))
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessageContaining("no cloud's plugin knows this machine; set spillway.cloud");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "scale-in.mode|jobmanager|cloud|gcp|spillway.scale-in.group: not set, but spillway.scale-in.mode is \"jobmanager\"",
                "scale-in.mode|jobmanager|cloud|none|spillway.scale-in.mode: \"jobmanager\", but spillway.cloud is \"none\"",
                "scale-in.mode|both|cloud|gcp|spillway.scale-in.mode: \"both\" is not one of auto, cloud, jobmanager",
                "scale-in.stabilization-window|30 s|cloud|gcp|spillway.scale-in.stabilization-window: \"30 s\" is less than spillway.scaling.window (\"1 min\")",
                "scale-in.stabilization-window|7 h|cloud|gcp|spillway.scale-in.stabilization-window: \"7 h\" is not a duration from 1 s to 6 h",
                "scale-in.tolerance|1|cloud|gcp|spillway.scale-in.tolerance: \"1\" is not a number from 0.0 to 0.9",
                "scale-in.max-machines|0|cloud|gcp|spillway.scale-in.max-machines: \"0\" is not a whole number from 1 to 1000"
            })
    void badSettingsAreToldByTheirKeys(
            String key, String value, String other, String otherValue, String message) {
        assertThatThrownBy(() -> settings(key, value, other, otherValue))
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessageContaining(message);
    }

    @Test
    void theRulesAreTheSettings() throws Exception {
        gcp.here = true;
        var rules =
                choose(
                                "scale-in.group", "w",
                                "scale-in.stabilization-window", "20 min",
                                "scale-in.tolerance", "0.2",
                                "scale-in.max-machines", "7",
                                "scale-in.drain-timeout", "2 min",
                                "scale-in.removal-timeout", "3 min",
                                "join.timeout", "4 min",
                                "scaling.publish-interval", "30 s")
                        .orElseThrow()
                        .rules();
        assertThat(rules.stabilizationWindow()).isEqualTo(Duration.ofMinutes(20));
        assertThat(rules.tolerance()).isEqualTo(0.2);
        assertThat(rules.batch()).isEqualTo(7);
        assertThat(rules.drainTimeout()).isEqualTo(Duration.ofMinutes(2));
        assertThat(rules.removalTimeout()).isEqualTo(Duration.ofMinutes(3));
        assertThat(rules.joinPatience()).isEqualTo(Duration.ofMinutes(4));
        assertThat(rules.longestGap()).isEqualTo(Duration.ofSeconds(90));
    }
}
