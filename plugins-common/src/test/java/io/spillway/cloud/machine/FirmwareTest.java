package io.spillway.cloud.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FirmwareTest {
    @TempDir Path directory;

    @Test
    void saysWhoHasMadeTheMachine() throws IOException {
        Path file = Files.writeString(directory.resolve("sys_vendor"), "Google\n");
        assertThat(Firmware.vendor(file)).contains("Google");
    }

    @Test
    void aMachineThatDoesNotSayIsUnknown() throws IOException {
        assertThat(Firmware.vendor(directory.resolve("nothing"))).isEmpty();
        assertThat(Firmware.vendor(Files.writeString(directory.resolve("empty"), "\n"))).isEmpty();
    }
}
