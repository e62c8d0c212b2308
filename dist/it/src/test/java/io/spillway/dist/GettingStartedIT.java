package io.spillway.dist;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.dist.Installation.Ended;
import io.spillway.dist.Installation.Started;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The getting-started page, step by step. */
class GettingStartedIT {
    @Test
    void aJobGrowsAndShrinksWithItsTaskManagers(@TempDir Path directory) throws Exception {
        try (Installation spillway = Installation.in(directory)) {
            Fleet fleet = spillway.fleet();

            // Put the job into usrlib/ and start the JobManager.
            Files.copy(
                    spillway.home().resolve("examples/top-speed-windowing.jar"),
                    spillway.home().resolve("usrlib/top-speed-windowing.jar"));
            Started jobManager = spillway.start("jobmanager");

            // Start a TaskManager: the job runs on it.
            Started first = spillway.start("taskmanager");
            fleet.awaitRunning(1);
            String firstId = Fleet.inService(fleet.awaitInService(1)).get(0);

            // Start another: the job uses both.
            Started second = spillway.start("taskmanager");
            JsonNode grown = fleet.awaitRunning(2);
            fleet.awaitInService(2);
            assertThat(Fleet.job(grown, "rescales")).isEqualTo(1);

            // Stop one: it is drained before it goes, in one planned restart.
            second.terminate();
            assertThat(second.exitCode()).as(second.output()).isZero();
            JsonNode shrunk = fleet.awaitRunning(1);
            assertThat(Fleet.inService(shrunk)).containsExactly(firstId);
            assertThat(Fleet.job(shrunk, "rescales")).isEqualTo(2);
            assertThat(Fleet.job(shrunk, "plannedRescales")).isEqualTo(2);
            assertThat(Fleet.job(shrunk, "failures")).isZero();

            // Look at the fleet.
            Ended shown = spillway.run("fleet");
            assertThat(shown.exitCode()).isZero();
            assertThat(shown.output()).contains(firstId, "IN_SERVICE");

            assertThat(first.process().isAlive()).isTrue();
            assertThat(jobManager.process().isAlive()).isTrue();
            assertThat(jobManager.output()).doesNotContain("\tat ");
            assertThat(first.output() + second.output()).doesNotContain("\tat ");
            assertLogsAreNotWorldReadable(spillway.logs());
        }
    }

    private static void assertLogsAreNotWorldReadable(Path logs) throws Exception {
        List<Path> files;
        try (Stream<Path> all = Files.list(logs)) {
            files = all.toList();
        }
        assertThat(files)
                .extracting(file -> file.getFileName().toString())
                .contains(
                        "jobmanager.log",
                        "agent.log",
                        "agent-2.log",
                        "taskmanager.log",
                        "taskmanager-2.log");
        for (Path file : files) {
            Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
            assertThat(permissions)
                    .as(file.toString())
                    .doesNotContain(
                            PosixFilePermission.OTHERS_READ,
                            PosixFilePermission.OTHERS_WRITE,
                            PosixFilePermission.GROUP_WRITE);
        }
    }
}
