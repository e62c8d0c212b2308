package io.spillway.aws.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.cloud.machine.Firmware;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VendorTest {
    @TempDir Path folder;

    @ParameterizedTest
    @CsvSource({"Amazon EC2, EC2", "Xen, UNKNOWN", "Google, OTHER", "QEMU, OTHER", "'', UNKNOWN"})
    void isWhatTheFirmwareSays(String text, Vendor vendor) throws Exception {
        Path file = folder.resolve("sys_vendor");
        Files.writeString(file, text + "\n");
        assertThat(Vendor.of(Firmware.vendor(file))).isEqualTo(vendor);
    }

    @Test
    void isUnknownWithoutFirmware() {
        assertThat(Vendor.of(Firmware.vendor(folder.resolve("none")))).isEqualTo(Vendor.UNKNOWN);
    }
}
