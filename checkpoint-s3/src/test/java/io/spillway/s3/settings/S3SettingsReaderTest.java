package io.spillway.s3.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spillway.checkpoint.settings.Entropy;
import io.spillway.checkpoint.settings.InvalidSettingsException;
import io.spillway.checkpoint.settings.Requests;
import io.spillway.checkpoint.settings.Uploads;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class S3SettingsReaderTest {

    @Test
    void nothingHasToBeSet() throws Exception {
        S3Settings settings = read(Map.of());
        assertThat(settings.endpoint()).isEmpty();
        assertThat(settings.credentials()).isEmpty();
        assertThat(settings.requesterPays()).isFalse();
        assertThat(settings.uploads()).isEqualTo(new Uploads(64 << 20, 8 << 20, true));
        assertThat(settings.requests())
                .isEqualTo(new Requests(64, Duration.ofSeconds(30), Duration.ofMinutes(2), 5));
    }

    @Test
    void takesTheNamesOfTheNativeFileSystem() throws Exception {
        S3Settings settings =
                read(
                        Map.of(
                                "s3.endpoint", "http://localhost:9000",
                                "s3.region", "eu-central-1",
                                "s3.path.style.access", "true",
                                "s3.access.key", "me",
                                "s3.secret.key", "hidden",
                                "s3.sse.type", "sse-kms",
                                "s3.sse.kms.key-id", "some-key",
                                "s3.entropy.key", "_entropy_",
                                "s3.retry.max-num-retries", "7"));
        assertThat(settings.endpoint()).contains(URI.create("http://localhost:9000"));
        assertThat(settings.region()).contains("eu-central-1");
        assertThat(settings.pathStyle()).isTrue();
        assertThat(settings.credentials()).contains(new StaticCredentials("me", "hidden"));
        assertThat(settings.encryption())
                .isEqualTo(new Encryption(Encryption.Kind.KMS, Optional.of("some-key")));
        assertThat(settings.entropy()).contains(new Entropy("_entropy_", 4));
        assertThat(settings.requests().retries()).isEqualTo(7);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    s3.endpoint                | ftp://host        | http://host[:port]
                    s3.endpoint                | http://a:b@host   | http://host[:port]
                    s3.endpoint.region         | Europe            | eu-central-1
                    s3.path-style-access       | perhaps           | true or false
                    s3.assume-role.arn         | my-role           | arn:aws:iam::
                    s3.sse.type                | rot13             | none, sse-s3, sse-kms
                    s3.entropy.key             | a/b               | letters, digits
                    s3.entropy.length          | 0                 | 1 to 32
                    s3.upload.part-size        | 1mb               | 5mb to 512mb
                    s3.upload.memory           | 9mb               | twice s3.upload.part-size
                    s3.connection.max          | 1                 | 4 to 10000
                    s3.attempt-timeout         | soon              | 100 ms to 1 h
                    s3.call-timeout            | 1 s               | from s3.attempt-timeout
                    s3.retries                 | many              | up to 100
                    """)
    void namesKeyValueAndWhatIsAllowed(String key, String value, String allowed) {
        assertThatThrownBy(() -> read(Map.of(key, value)))
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessageContaining(key)
                .hasMessageContaining("'" + value + "'")
                .hasMessageContaining(allowed);
    }

    @Test
    void tellsAllProblemsAtOnce() {
        assertThatThrownBy(() -> read(Map.of("s3.retries", "x", "s3.entropy.length", "y")))
                .hasMessageContaining("s3.retries")
                .hasMessageContaining("s3.entropy.length");
    }

    @Test
    void neverTellsASecret() throws Exception {
        assertThatThrownBy(() -> read(Map.of("s3.secret-key", "hidden")))
                .hasMessageContaining("s3.access-key and s3.secret-key")
                .hasMessageNotContaining("hidden");
        assertThat(read(Map.of("s3.access-key", "me", "s3.secret-key", "hidden")).toString())
                .doesNotContain("hidden");
    }

    private static S3Settings read(Map<String, String> settings) throws InvalidSettingsException {
        return S3SettingsReader.read(Configuration.fromMap(settings));
    }
}
