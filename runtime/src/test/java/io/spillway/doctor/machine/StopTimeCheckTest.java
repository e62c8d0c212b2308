package io.spillway.doctor.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spillway.spi.diagnosis.Finding;
import io.spillway.spi.diagnosis.Finding.Level;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StopTimeCheckTest {
    private static final Duration GRACE = Duration.ofSeconds(90);

    @TempDir private Path folder;

    @ParameterizedTest
    @CsvSource({"30s, 30000", "1min 30s, 90000", "1h 1min 1s 500ms, 3661500", "2d, 172800000"})
    void readsSystemdsSpans(String span, long millis) throws IOException {
        assertThat(Systemd.parse(span)).isEqualTo(Duration.ofMillis(millis));
    }

    @Test
    void doesntGuessAtWhatItDoesntKnow() {
        assertThatThrownBy(() -> Systemd.parse("soon"))
                .hasMessageContaining("TimeoutStopUSec=soon");
    }

    @ParameterizedTest
    @CsvSource({"30s, FAILURE", "1min 30s, OK", "5min, OK", "infinity, OK"})
    void systemdMustNotKillBeforeTheAgentExpectsIt(String span, Level level) throws Exception {
        Finding finding = run("echo LoadState=loaded; echo 'TimeoutStopUSec=%s'".formatted(span));
        assertThat(finding.level()).isEqualTo(level);
        assertThat(finding.fix().orElse("TimeoutStopSec=90s")).contains("TimeoutStopSec=90s");
    }

    @Test
    void aMachineWithoutTheUnitIsNone() throws Exception {
        // systemctl shows the defaults for a unit that isn't there.
        assertThat(run("echo LoadState=not-found; echo TimeoutStopUSec=1min 30s"))
                .isEqualTo(Finding.skipped("there is no spillway-taskmanager.service"));
    }

    @Test
    void aMachineWithoutSystemdIsNone() throws Exception {
        Systemd none = new Systemd(folder.resolve("none"), "false");
        assertThat(new StopTimeCheck(none, GRACE).run(GRACE).level()).isEqualTo(Level.SKIPPED);
    }

    @Test
    void aSystemctlThatFailsIsQuoted() {
        assertThatThrownBy(() -> run("echo Failed to connect to bus; exit 1"))
                .hasMessage("systemctl show: Failed to connect to bus");
    }

    private Finding run(String script) throws Exception {
        Path systemctl = folder.resolve("systemctl");
        Files.writeString(systemctl, "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(systemctl, PosixFilePermissions.fromString("rwx------"));
        return new StopTimeCheck(new Systemd(folder, systemctl.toString()), GRACE).run(GRACE);
    }
}
