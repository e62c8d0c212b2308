package io.spillway.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spillway.ha.ObjectStoreHaServicesFactory;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HaSettingsTest {

    @Test
    void isOffUnlessAskedFor() throws Exception {
        assertThat(read(Map.of())).isEmpty();
        assertThat(read(Map.of("high-availability.type", "zookeeper"))).isEmpty();
    }

    @Test
    void needsNoMoreThanCheckpointsHave() throws Exception {
        Map<String, String> user =
                Map.of(
                        "high-availability.type", "object-store",
                        "state.checkpoints.dir", "s3://bucket/_entropy_/checkpoints/");

        HaSettings ha = read(user).orElseThrow();

        assertThat(ha.storage()).isEqualTo(URI.create("s3://bucket/checkpoints/ha"));
        assertThat(ha.lease()).isEqualTo(Duration.ofSeconds(12));
        assertThat(ha.keys(Configuration.fromMap(user)))
                .isEqualTo(
                        Map.of(
                                "high-availability.type",
                                ObjectStoreHaServicesFactory.class.getName(),
                                "high-availability.storageDir",
                                "s3://bucket/checkpoints/ha",
                                "high-availability.jobmanager.port",
                                "6123"));
    }

    @Test
    void whatTheUserSetsWins() throws Exception {
        Map<String, String> user =
                Map.of(
                        "high-availability.type", "object-store",
                        "execution.checkpointing.dir", "s3://bucket/checkpoints",
                        "high-availability.storageDir", "gs://other/ha",
                        "high-availability.jobmanager.port", "50010-50020",
                        "spillway.ha.lease", "30 s");

        HaSettings ha = read(user).orElseThrow();

        assertThat(ha.storage()).isEqualTo(URI.create("gs://other/ha"));
        assertThat(ha.lease()).isEqualTo(Duration.ofSeconds(30));
        assertThat(ha.keys(Configuration.fromMap(user))).containsOnlyKeys("high-availability.type");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    high-availability.cluster-id | x        | high-availability.storageDir: not set, nor is execution.checkpointing.dir
                    high-availability.storageDir | /ha      | high-availability.storageDir: "/ha" is no address such as
                    high-availability.storageDir | s3://b c | high-availability.storageDir: "s3://b c" is no address such as
                    spillway.ha.lease            | 1 s      | spillway.ha.lease
                    """)
    void tellsWhatIsWrong(String key, String value, String problem) {
        assertThatThrownBy(() -> read(Map.of("high-availability.type", "object-store", key, value)))
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessageContaining(problem);
    }

    private static Optional<HaSettings> read(Map<String, String> user)
            throws InvalidSettingsException {
        SettingsReader reader =
                new SettingsReader(
                        new ConfigurationFile(
                                Path.of("config.yaml"), Configuration.fromMap(user), Set.of()));
        Optional<HaSettings> settings = HaSettings.read(reader);
        reader.check();
        return settings;
    }
}
