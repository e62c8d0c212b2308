package io.spillway.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CloudSettingsTest {

    @Test
    void eachCloudGetsItsOwnWithoutTheirCommonPart() throws Exception {
        CloudSettings settings =
                read(
                        Map.of(
                                "spillway.aws.launch-hook", "mine",
                                "spillway.aws.drain-on-rebalance", "at-once",
                                "spillway.aws.cloudwatch.high-resolution", "true"));
        assertThat(settings.of("aws"))
                .isEqualTo(
                        Map.of(
                                "launch-hook", "mine",
                                "terminate-hook", "spillway-terminate",
                                "drain-on-rebalance", "at-once",
                                "cloudwatch.namespace", "Spillway",
                                "cloudwatch.high-resolution", "true"));
        assertThat(settings.of("gcp"))
                .isEqualTo(
                        Map.of(
                                "health-port", "8088",
                                "monitoring.metric-prefix", "custom.googleapis.com/spillway",
                                "preemption-notice", "0 s"));
        assertThat(settings.of("azure")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "spillway.aws.launch-hook, a hook",
        "spillway.aws.terminate-hook, ''",
        "spillway.aws.drain-on-rebalance, sometimes",
        "spillway.aws.cloudwatch.namespace, AWS/EC2",
        "spillway.aws.cloudwatch.namespace, :mine",
        "spillway.aws.cloudwatch.high-resolution, perhaps",
        "spillway.gcp.preemption-notice, -1 s",
        "spillway.gcp.health-port, 65536",
        "spillway.gcp.project, My Project",
        "spillway.gcp.location, Europe",
        "spillway.gcp.monitoring.metric-prefix, compute.googleapis.com/mine",
        "spillway.gcp.monitoring.endpoint, http://example.com",
        "spillway.gcp.compute.endpoint, nowhere",
    })
    void whatIsNotAllowedIsNamed(String key, String value) {
        assertThatThrownBy(() -> read(Map.of(key, value)))
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessageContaining(key + ": \"" + value + "\" is not ");
    }

    private static CloudSettings read(Map<String, String> user) throws Exception {
        SettingsReader reader =
                new SettingsReader(ConfigurationFile.of(Configuration.fromMap(user)));
        CloudSettings settings = CloudSettings.read(reader);
        reader.check();
        return settings;
    }
}
