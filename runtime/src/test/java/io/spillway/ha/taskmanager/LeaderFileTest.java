package io.spillway.ha.taskmanager;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeaderFileTest {

    @TempDir private Path folder;

    @Test
    void tellsWhatWasWrittenLast() throws Exception {
        Path path = folder.resolve("i-1.leader");
        LeaderFile file = new LeaderFile(path);
        assertThat(file.read()).isEmpty();

        file.write(Optional.of("http://10.0.0.1:8081"));
        file.write(Optional.of("http://10.0.0.2:8081"));
        assertThat(new LeaderFile(path).read()).contains("http://10.0.0.2:8081");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                .isEqualTo("rw-------");

        file.write(Optional.empty());
        assertThat(file.read()).isEmpty();
        assertThat(folder).isEmptyDirectory();
    }
}
