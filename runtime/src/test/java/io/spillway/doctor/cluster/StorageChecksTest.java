package io.spillway.doctor.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.plugins.FileSystems;
import io.spillway.settings.ConfigurationFile;
import io.spillway.settings.HaSettings;
import io.spillway.settings.SettingsReader;
import io.spillway.spi.diagnosis.Finding;
import io.spillway.spi.diagnosis.Finding.Level;
import io.spillway.spi.diagnosis.Once;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StorageChecksTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @TempDir private Path folder;

    @Test
    void checkpointsAreTriedAndNothingIsLeft() throws Exception {
        Finding finding = checkpoints(folder.toUri().toString(), false);
        assertThat(finding.level()).isEqualTo(Level.OK);
        assertThat(finding.found()).endsWith("written, read, listed and deleted");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void oneMachinesDiskIsAWarningWhereMachinesComeAndGo() throws Exception {
        assertThat(checkpoints(folder.toUri().toString(), true).level()).isEqualTo(Level.WARNING);
        assertThat(checkpoints(null, false).found()).contains("isn't set");
    }

    @Test
    void aDirectoryThatCantBeWrittenFails() throws Exception {
        Path file = Files.createFile(folder.resolve("file"));
        Finding finding = checkpoints(file.toUri() + "/checkpoints", false);
        assertThat(finding.level()).isEqualTo(Level.FAILURE);
        assertThat(finding.found()).contains("execution.checkpointing.dir", "can't write there");
    }

    @Test
    void aSchemeWithoutAPluginFails() throws Exception {
        Finding finding = checkpoints("nowhere://bucket/checkpoints", false);
        assertThat(finding.level()).isEqualTo(Level.FAILURE);
        assertThat(finding.found()).contains("can't use it");
    }

    @Test
    void theStoreIsTestedAndNobodyLeadsYet() throws Exception {
        Configuration configuration = highlyAvailable(folder.resolve("ha"));
        Finding finding = highAvailability(configuration);
        assertThat(finding.level()).isEqualTo(Level.OK);
        assertThat(finding.found()).endsWith("holds what is written to it; nobody leads yet");
    }

    @Test
    void documentsThatArentOursFail() throws Exception {
        Configuration configuration = highlyAvailable(folder.resolve("ha"));
        assertThat(highAvailability(configuration).level()).isEqualTo(Level.OK);
        Path lease = folder.resolve("ha/default/spillway/leader");
        Files.createDirectories(lease.getParent());
        Files.writeString(lease, "Hello");
        Finding finding = highAvailability(configuration);
        assertThat(finding.level()).isEqualTo(Level.FAILURE);
        assertThat(finding.found()).contains("leader");
    }

    @Test
    void withoutItACloudsMachineIsAWarning() throws Exception {
        assertThat(off(true).level()).isEqualTo(Level.WARNING);
        assertThat(off(false).level()).isEqualTo(Level.OK);
    }

    private static Finding off(boolean several) throws Exception {
        return new HighAvailabilityCheck(new Configuration(), files(), false, several).run(LIMIT);
    }

    private static Finding highAvailability(Configuration configuration) throws Exception {
        return new HighAvailabilityCheck(configuration, files(), true, true).run(LIMIT);
    }

    private static Configuration highlyAvailable(Path storage) {
        Configuration user =
                Configuration.fromMap(
                        Map.of(
                                "high-availability.type",
                                "object-store",
                                "high-availability.storageDir",
                                storage.toUri().toString()));
        HaSettings settings =
                HaSettings.read(new SettingsReader(ConfigurationFile.of(user))).orElseThrow();
        settings.keys(user).forEach(user::setString);
        return user;
    }

    private static Finding checkpoints(String directory, boolean several) throws Exception {
        Configuration configuration =
                directory == null
                        ? new Configuration()
                        : Configuration.fromMap(Map.of("execution.checkpointing.dir", directory));
        return new CheckpointsCheck(configuration, files(), several).run(LIMIT);
    }

    private static Once<Void> files() {
        return new Once<>(
                () -> {
                    FileSystems.initialize(new Configuration());
                    return null;
                });
    }
}
