package io.spillway.jobmanager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.google.inject.Guice;
import io.spillway.scaling.model.ScalingSettings;
import io.spillway.settings.ConfigurationFile;
import io.spillway.settings.InvalidSettingsException;
import io.spillway.settings.MoveSettings;
import io.spillway.settings.SettingsReader;
import io.spillway.settings.SignalSettings;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MetricOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SignalSettingsTest {

    private static SettingsReader reader(Map<String, String> settings) {
        return new SettingsReader(ConfigurationFile.of(Configuration.fromMap(settings)));
    }

    private static ScalingSettings ofModel(Map<String, String> settings) {
        SettingsReader reader = reader(settings);
        return Guice.createInjector(
                        new JobManagerModule(
                                MoveSettings.read(reader),
                                SignalSettings.read(reader),
                                Optional.empty(),
                                Optional.empty()))
                .getInstance(ScalingSettings.class);
    }

    @Test
    void theDefaultsAreTheModels() {
        assertThat(ofModel(Map.of())).isEqualTo(ScalingSettings.DEFAULTS);
    }

    @Test
    void eachKeyReachesTheModel() {
        assertThat(
                        ofModel(
                                Map.of(
                                        "spillway.scaling.target-utilization", "0.7",
                                        "spillway.scaling.catch-up-time", "3 min",
                                        "spillway.scaling.window", "40 s",
                                        "spillway.scaling.minimum-change", "0.2",
                                        "spillway.scaling.publish-interval", "6 s",
                                        "spillway.scaling.settle-time", "7 s")))
                .isEqualTo(
                        new ScalingSettings(
                                0.7,
                                Duration.ofMinutes(3),
                                Duration.ofSeconds(40),
                                0.2,
                                Duration.ofSeconds(6),
                                Duration.ofSeconds(7)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "spillway.scaling.target-utilization | 0     | is not a number from 0.05 to 1.0",
                "spillway.scaling.target-utilization | 1.1   | is not a number from 0.05 to 1.0",
                "spillway.scaling.target-utilization | NaN   | is not a number from 0.05 to 1.0",
                "spillway.scaling.minimum-change     | -0.1  | is not a number from 0.0 to 0.9",
                "spillway.scaling.publish-interval   | 0 s   | is not a duration from 1 s to 10 min",
                "spillway.scaling.window             | 3 s   | is less than spillway.scaling.publish-interval",
                "spillway.scaling.windw              | 5 s   | did you mean spillway.scaling.window?",
            })
    void saysInOneLineWhatIsAllowed(String key, String value, String complaint) {
        SettingsReader reader = reader(Map.of(key, value));
        SignalSettings.read(reader);
        assertThatCode(reader::check)
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessageContaining(key)
                .hasMessageContaining(complaint);
    }

    @Test
    void metricsAreFetchedTwiceAnIntervalUnlessTheUserSaysHowOften() {
        Configuration configuration = new Configuration();
        SignalSettings.read(reader(Map.of())).applyTo(configuration);
        assertThat(configuration.get(MetricOptions.METRIC_FETCHER_UPDATE_INTERVAL))
                .isEqualTo(Duration.ofMillis(2500));
        configuration.set(MetricOptions.METRIC_FETCHER_UPDATE_INTERVAL, Duration.ofSeconds(30));
        SignalSettings.read(reader(Map.of())).applyTo(configuration);
        assertThat(configuration.get(MetricOptions.METRIC_FETCHER_UPDATE_INTERVAL))
                .isEqualTo(Duration.ofSeconds(30));
    }
}
