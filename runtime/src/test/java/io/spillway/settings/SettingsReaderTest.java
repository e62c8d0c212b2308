package io.spillway.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import java.time.Duration;
import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestOptions;
import org.junit.jupiter.api.Test;

class SettingsReaderTest {

    @Test
    void readsValuesAndDefaults() throws Exception {
        SettingsReader reader = reader(Map.of("spillway.join.timeout", "90 s"));
        AgentSettings settings = AgentSettings.read(reader);
        reader.check();
        assertThat(settings.joinTimeout()).isEqualTo(Duration.ofSeconds(90));
        assertThat(settings.gracePeriod()).isEqualTo(Duration.ofSeconds(30));
        assertThat(settings.instance().id()).isEmpty();
    }

    @Test
    void reportsAllProblemsTogether() {
        SettingsReader reader =
                reader(
                        Map.of(
                                "spillway.join.timeout", "soon",
                                "spillway.taskmanager.max-deaths", "0",
                                "spillway.instance.id", "a/b",
                                "spillway.termination.grace-perod", "1 min"));
        AgentSettings.read(reader);
        assertThatThrownBy(reader::check)
                .asInstanceOf(type(InvalidSettingsException.class))
                .extracting(InvalidSettingsException::problems)
                .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.list(String.class))
                .containsExactlyInAnyOrder(
                        "config.yaml: spillway.join.timeout: \"soon\" is not a duration from 1 s to 1 d, such as \"5 min\"",
                        "config.yaml: spillway.taskmanager.max-deaths: \"0\" is not a whole number from 1 to 100",
                        "config.yaml: spillway.instance.id: \"a/b\" is not 1 to 128 letters, digits, dots, dashes or underscores",
                        "config.yaml: spillway.termination.grace-perod: no such key; did you mean spillway.termination.grace-period?");
    }

    @Test
    void anUnknownKeyThatIsNearNoneGetsNoSuggestion() {
        assertThatThrownBy(reader(Map.of("spillway.zzzzzzzzzzzzzzzzzzzzzzzz", "1"))::check)
                .hasMessage(
                        "config.yaml: spillway.zzzzzzzzzzzzzzzzzzzzzzzz: no such key; see docs/reference/configuration.md");
    }

    @Test
    void aMarginThatEatsTheGracePeriodIsAProblem() {
        SettingsReader reader = reader(Map.of("spillway.drain.margin", "30 s"));
        AgentSettings.read(reader);
        assertThatThrownBy(reader::check)
                .hasMessage(
                        "config.yaml: spillway.drain.margin: \"30 s\" is not less than spillway.termination.grace-period (\"30 s\")");
    }

    @Test
    void flinksOwnKeysAreReportedTheSameWay() {
        SettingsReader reader = reader(Map.of("rest.port", "http"));
        assertThat(reader.get(RestOptions.PORT)).isEqualTo(8081);
        assertThatThrownBy(reader::check)
                .hasMessage(
                        "config.yaml: rest.port: \"http\" is not a value that Flink takes for this key");
    }

    private static SettingsReader reader(Map<String, String> values) {
        return new SettingsReader(ConfigurationFile.of(Configuration.fromMap(values)));
    }
}
