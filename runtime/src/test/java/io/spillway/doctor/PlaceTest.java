package io.spillway.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.installation.Installation;
import io.spillway.installation.LocalProcesses;
import io.spillway.spi.diagnosis.DiagnosisSubject.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlaceTest {
    @TempDir private Path folder;

    @Test
    void aUnitTellsTheRole() throws IOException {
        Files.createFile(folder.resolve("spillway-taskmanager.service"));
        assertThat(find(false, false)).isEqualTo(Place.of(Role.TASKMANAGER));
        // As on a machine from which the user asks for the JobManager's by its address.
        assertThat(find(true, true)).isEqualTo(Place.of(Role.TASKMANAGER));
    }

    @Test
    void aJobsJarIsAJobManagers() throws IOException {
        Files.createDirectories(folder.resolve("usrlib"));
        Files.createFile(folder.resolve("usrlib/job.jar"));
        assertThat(find(false, false)).isEqualTo(Place.of(Role.JOBMANAGER));
    }

    @Test
    void aBareMachineMayBeEither() {
        assertThat(find(false, false).roles())
                .containsExactlyInAnyOrder(Role.JOBMANAGER, Role.TASKMANAGER);
        assertThat(find(false, false).guessed()).isTrue();
        assertThat(find(true, true).guessed()).isTrue();
    }

    @Test
    void whoAsksAboutAClusterFromAMachineOfNoCloudIsOutside() throws IOException {
        Files.createDirectories(folder.resolve("usrlib"));
        Files.createFile(folder.resolve("usrlib/job.jar"));
        assertThat(find(true, false)).isEqualTo(Place.ELSEWHERE);
        assertThat(Place.ELSEWHERE.onMachine()).isFalse();
    }

    private Place find(boolean seenFromOutside, boolean inCloud) {
        Installation installation = Installation.of(Map.of("SPILLWAY_HOME", folder.toString()));
        return Place.find(
                installation,
                new LocalProcesses(installation.home()),
                folder,
                seenFromOutside,
                inCloud);
    }
}
