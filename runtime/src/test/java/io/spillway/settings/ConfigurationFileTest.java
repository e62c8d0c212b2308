package io.spillway.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.configuration.RestOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigurationFileTest {
    @TempDir Path folder;

    @Test
    void theCommandLineWins() throws Exception {
        write("rest:\n  port: 1\n  address: a\n");
        ConfigurationFile file = ConfigurationFile.load(folder, Map.of("rest.port", "2"));
        assertThat(file.configuration().get(RestOptions.PORT)).isEqualTo(2);
        assertThat(file.configuration().get(RestOptions.ADDRESS)).isEqualTo("a");
        assertThat(file.origin("rest.port")).isEqualTo("-D");
        assertThat(file.origin("rest.address")).isEqualTo(folder.resolve("config.yaml").toString());
    }

    @Test
    void anEmptyFileIsNoProblem() throws Exception {
        write("# nothing yet\n");
        assertThat(ConfigurationFile.load(folder, Map.of()).configuration().keySet()).isEmpty();
    }

    @Test
    void brokenYamlIsOneLineThatNamesFileAndLine() throws IOException {
        write("rest:\n  port: 1\n address: [a\n");
        assertProblem(folder.resolve("config.yaml") + ":3: ");
    }

    @Test
    void aKeyThatIsThereTwiceIsNamed() throws IOException {
        write("rest.port: 1\nrest.port: 2\n");
        assertProblem(folder.resolve("config.yaml") + ":2: found duplicate key rest.port");
    }

    @Test
    void aKeyWithoutValueIsNamed() throws IOException {
        write("rest:\n  port:\n");
        assertProblem("config.yaml: rest.port: a key without a value");
    }

    @Test
    void aFileThatIsNoMapIsRefused() throws IOException {
        write("- a\n- b\n");
        assertProblem("config.yaml: not a list of \"key: value\" lines.");
    }

    @Test
    void aMissingFileIsNamed() {
        assertProblem("config.yaml: no such file, or it can't be read; pass --config-dir DIR");
    }

    @Test
    void dynamicSettingsMustBePairs() throws Exception {
        assertThat(ConfigurationFile.parseDynamic(List.of("a=b=c", "d=")))
                .containsExactly(Map.entry("a", "b=c"), Map.entry("d", ""));
        assertThatThrownBy(() -> ConfigurationFile.parseDynamic(List.of("a", "=b")))
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessage("-Da: write -Dkey=value%n-D=b: write -Dkey=value".formatted());
    }

    @Test
    void theFolderIsTheCommandLinesElseTheEnvironments() throws Exception {
        Map<String, String> both = Map.of("SPILLWAY_CONF_DIR", "/c", "SPILLWAY_HOME", "/h");
        assertThat(ConfigurationFile.folder(Optional.of(Path.of("/x")), both)).hasToString("/x");
        assertThat(ConfigurationFile.folder(Optional.empty(), both)).hasToString("/c");
        assertThat(ConfigurationFile.folder(Optional.empty(), Map.of("SPILLWAY_HOME", "/h")))
                .hasToString("/h/conf");
        assertThatThrownBy(() -> ConfigurationFile.folder(Optional.empty(), Map.of()))
                .hasMessageContaining("--config-dir");
    }

    private void write(String yaml) throws IOException {
        Files.writeString(folder.resolve("config.yaml"), yaml);
    }

    private void assertProblem(String problem) {
        assertThatThrownBy(() -> ConfigurationFile.load(folder, Map.of()))
                .isInstanceOfSatisfying(
                        InvalidSettingsException.class,
                        e -> assertThat(e.problems()).singleElement().asString().contains(problem));
    }
}
