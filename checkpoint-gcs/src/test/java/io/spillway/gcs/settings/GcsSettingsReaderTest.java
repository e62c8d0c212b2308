package io.spillway.gcs.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spillway.checkpoint.settings.Entropy;
import io.spillway.checkpoint.settings.InvalidSettingsException;
import io.spillway.checkpoint.settings.Requests;
import io.spillway.checkpoint.settings.Uploads;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GcsSettingsReaderTest {

    @Test
    void nothingHasToBeSet() throws Exception {
        GcsSettings settings = read(Map.of(), Map.of());
        assertThat(settings.rootUrl()).isEmpty();
        assertThat(settings.credentials()).isTrue();
        assertThat(settings.keyFile()).isEmpty();
        assertThat(settings.uploads()).isEqualTo(new Uploads(64 << 20, 8 << 20, true));
        assertThat(settings.requests())
                .isEqualTo(new Requests(64, Duration.ofSeconds(30), Duration.ofMinutes(2), 5));
    }

    @Test
    void takesTheNamesOfTheOtherFileSystem(@TempDir Path directory) throws Exception {
        Path key = Files.writeString(directory.resolve("key.json"), "{}");
        GcsSettings settings =
                read(
                        Map.of(
                                "fs.gs.storage.root.url", "http://localhost:9000/",
                                "fs.gs.auth.null.enable", "true",
                                "gs.auth.service.account.json.keyfile", key.toString(),
                                "gs.entropy.key", "_entropy_"),
                        Map.of());
        assertThat(settings.rootUrl()).contains(URI.create("http://localhost:9000"));
        assertThat(settings.credentials()).isFalse();
        assertThat(settings.keyFile()).contains(key);
        assertThat(settings.entropy()).contains(new Entropy("_entropy_", 4));
    }

    @Test
    void findsAnEmulatorAsGooglesOwnClientsDo() throws Exception {
        GcsSettings settings = read(Map.of(), Map.of("STORAGE_EMULATOR_HOST", "localhost:4443"));
        assertThat(settings.rootUrl()).contains(URI.create("http://localhost:4443"));
        assertThat(settings.credentials()).isFalse();
    }

    @Test
    void whatIsSetWinsOverTheEnvironment() throws Exception {
        GcsSettings settings =
                read(
                        Map.of("gs.storage.root.url", "https://storage.example.com"),
                        Map.of("STORAGE_EMULATOR_HOST", "localhost:4443"));
        assertThat(settings.rootUrl()).contains(URI.create("https://storage.example.com"));
        assertThat(settings.credentials()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "gs.storage.root.url                  | nowhere     | http://host[:port]",
                "gs.auth.null.enable                  | perhaps     | true or false",
                "gs.auth.service.account.json.keyfile | /no/such    | a file that can be read",
                "gs.upload.part-size                  | 1mb         | a size from 5mb to 512mb",
                "gs.upload.memory                     | 10mb        | twice gs.upload.part-size",
                "gs.connection.max                    | 1           | a number from 4 to 10000",
                "gs.attempt-timeout                   | 1 ms        | a duration from 100 ms to 1 h",
                "gs.call-timeout                      | 1 s         | a duration from gs.attempt-timeout",
                "gs.retries                           | often       | a number up to 100",
                "gs.entropy.key                       | a/b         | letters, digits and _ . = -",
                "gs.entropy.length                    | 0           | a number from 1 to 32"
            })
    void namesKeyValueAndWhatIsAllowed(String key, String value, String allowed) {
        assertThatThrownBy(() -> read(Map.of(key, value), Map.of()))
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessageContaining(key)
                .hasMessageContaining("'%s' is not allowed".formatted(value))
                .hasMessageContaining(allowed);
    }

    @Test
    void tellsAllProblemsAtOnce() {
        assertThatThrownBy(
                        () ->
                                read(
                                        Map.of("gs.retries", "x", "gs.connection.max", "y"),
                                        Map.of("STORAGE_EMULATOR_HOST", "ftp://a")))
                .hasMessageContaining("gs.retries")
                .hasMessageContaining("gs.connection.max")
                .hasMessageContaining("STORAGE_EMULATOR_HOST of the environment: 'ftp://a'");
    }

    private static GcsSettings read(Map<String, String> settings, Map<String, String> environment)
            throws InvalidSettingsException {
        return GcsSettingsReader.read(Configuration.fromMap(settings), environment);
    }
}
