package io.spillway.ha.taskmanager;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RegisteredFileTest {
    @TempDir private Path directory;

    @Test
    void isThereOnceItIsMadeAndForItsOwnerAlone() throws Exception {
        Path path = directory.resolve("i-1.registered");
        RegisteredFile file = new RegisteredFile(path);
        assertThat(file.isThere()).isFalse();

        file.make();
        file.make();
        assertThat(file.isThere()).isTrue();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                .isEqualTo("rw-------");

        file.delete();
        file.delete();
        assertThat(file.isThere()).isFalse();
    }

    @Test
    void thatItCannotBeMadeEndsNothing() {
        RegisteredFile file = new RegisteredFile(directory.resolve("none/i-1.registered"));

        file.make();
        assertThat(file.isThere()).isFalse();
    }
}
