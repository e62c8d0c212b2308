package io.spillway.jobmanager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spillway.spi.store.StoreException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointPreflightTest {
    @TempDir Path directory;

    @Test
    void leavesNothingBehind() throws Exception {
        Path checkpoints = directory.resolve("checkpoints");

        CheckpointPreflight.check(checkpointsIn(checkpoints.toUri().toString()));

        assertThat(checkpoints).isEmptyDirectory();
    }

    @Test
    void asksForNothingWhereNothingIsConfigured() throws Exception {
        CheckpointPreflight.check(new Configuration());
    }

    @Test
    void namesTheKeyTheDirectoryAndWhatCannotBeDone() throws Exception {
        Path file = Files.writeString(directory.resolve("file"), "somebody's");
        String address = file.resolve("checkpoints").toUri().toString();

        assertThatThrownBy(() -> CheckpointPreflight.check(checkpointsIn(address)))
                .isInstanceOf(StoreException.class)
                .hasMessageStartingWith(
                        "execution.checkpointing.dir: '%s': can't write there: ".formatted(address))
                .hasMessageContaining(file.toString());
    }

    @Test
    void tellsThatThereIsNoFileSystemForIt() {
        assertThatThrownBy(() -> CheckpointPreflight.check(checkpointsIn("gopher://host/path")))
                .isInstanceOf(StoreException.class)
                .hasMessageStartingWith(
                        "execution.checkpointing.dir: 'gopher://host/path': can't use it: ")
                .hasMessageContaining("gopher");
    }

    private static Configuration checkpointsIn(String address) {
        Configuration configuration = new Configuration();
        configuration.set(CheckpointingOptions.CHECKPOINTS_DIRECTORY, address);
        return configuration;
    }
}
