package io.spillway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InstalledJobManagerTest {
    @TempDir private Path home;
    private Path log;
    private InstalledJobManager jobManager;

    @BeforeEach
    void anOlderFailureIsInTheLog() throws IOException {
        log = home.resolve("jobmanager.log");
        Files.writeString(log, "Caused by: old.Trouble\nThe JobManager ends: FAILED\n");
        jobManager = new InstalledJobManager(home, home, Optional.empty());
    }

    private void log(String text) throws IOException {
        Files.writeString(log, text, StandardOpenOption.APPEND);
    }

    @Test
    void tellsTheInnermostCauseOfAFailureThatIsNew() throws IOException {
        assertThat(jobManager.failure()).isEmpty();
        log("Caused by: outer.Trouble: no\n\tat somewhere\nCaused by: inner.Trouble: state\n");
        assertThat(jobManager.failure()).isEmpty();
        log("INFO main - The JobManager ends: FAILED\n");
        assertThat(jobManager.failure()).contains("inner.Trouble: state");
    }

    @Test
    void tellsWhyItDoesNotStart() throws IOException {
        log("ERROR main - Not started: job.jar: class Main can't be loaded\nmore\n");
        assertThat(jobManager.failure()).contains("job.jar: class Main can't be loaded");
    }

    @Test
    void aFailureWithoutACauseNamesTheLog() throws IOException {
        log("The JobManager ends: FAILED\n");
        assertThat(jobManager.failure()).contains("it failed; %s says why".formatted(log));
    }

    @Test
    void aStartAfterThatIsAnotherOne() throws IOException {
        log("The JobManager ends: FAILED\n");
        assertThat(jobManager.start()).isFalse();
        assertThat(jobManager.failure()).isEmpty();
    }

    @Test
    void aLogThatBeganAnewIsReadFromItsBeginning() throws IOException {
        Files.writeString(log, "Caused by: x\nThe JobManager ends: FAILED");
        assertThat(jobManager.failure()).contains("x");
    }

    @Test
    void withoutLogsNothingIsKnown() {
        assertThat(new InstalledJobManager(home, home.resolve("none"), Optional.empty()).failure())
                .isEmpty();
        jobManager.remember();
        assertThat(jobManager.isOldOneRunning()).isFalse();
        assertThat(jobManager.instruction()).contains("systemctl start spillway-jobmanager");
    }
}
