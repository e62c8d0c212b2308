package io.spillway.terraform.boot;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.terraform.Checksums;
import io.spillway.terraform.Ran;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the boot script asks the metadata server and Cloud Storage. */
class BootOnGceIT {
    private static final int FAILED = 1;
    private static final String TARBALL = "gs://artifacts/1/spillway-1.2.3.tar.gz";
    private static final String TARBALL_PATH = "b/artifacts/o/1%2Fspillway-1.2.3.tar.gz";

    @TempDir private Path directory;
    private FakeTarball tarball;
    private GceSurroundings surroundings;

    @BeforeEach
    void pack() throws IOException {
        tarball = FakeTarball.in(directory);
        surroundings = new GceSurroundings();
        surroundings.store(TARBALL_PATH, tarball.file());
    }

    @AfterEach
    void close() {
        surroundings.close();
    }

    @Test
    void placeholdersAreWhatTheMetadataServerTells() throws Exception {
        BootRun vm =
                vm().set("SPILLWAY_ARTIFACT_URI", "file://" + tarball.file())
                        .set(
                                "SPILLWAY_CONFIG",
                                "rest.address: @address@\nid: @instance-id@\nzone: @zone@");

        vm.boot().succeeded();

        assertThat(Files.readString(vm.file("etc/spillway/config.yaml")))
                .startsWith("rest.address: 10.1.2.3\nid: 4711\nzone: europe-west3-b\n");
        assertThat(surroundings.asked())
                .containsExactly(
                        "instance/network-interfaces/0/ip", "instance/id", "instance/zone");
    }

    @Test
    void aTarballIsFetchedFromABucketOnce() throws Exception {
        Path connector = Files.writeString(directory.resolve("connector.jar"), "connector");
        surroundings.store("b/jars/o/a%2Fconnector.jar", connector);
        BootRun vm =
                vm().set(
                                "SPILLWAY_LIBRARIES",
                                "gs://jars/a/connector.jar " + Checksums.sha256(connector))
                        .set("SPILLWAY_PREPARE", "no");

        Ran booted = vm.boot().succeeded();

        assertThat(booted.output())
                .containsPattern("tarball .* checksum right")
                .doesNotContain(GceSurroundings.TOKEN);
        assertThat(surroundings.fetched())
                .containsExactly(TARBALL_PATH, "b/jars/o/a%2Fconnector.jar");
        assertThat(vm.called()).contains("argument taskmanager");
        // A start-up script runs at every boot.
        assertThat(vm.boot().succeeded().output())
                .containsPattern("tarball .* is there")
                .containsPattern("configuration .* unchanged")
                .containsPattern("service .* unchanged");
        assertThat(surroundings.fetched()).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource({
        "403, that takes storage.objects.get, and a way to Google's APIs",
        "404, can't be downloaded"
    })
    void whatCannotBeFetchedIsNamed(int status, String words) throws Exception {
        surroundings.storageRefuses(status);

        Ran refused = vm().boot();

        assertThat(refused.exitCode()).as(refused.output()).isEqualTo(FAILED);
        assertThat(refused.output())
                .contains(
                        String.valueOf(status),
                        "SPILLWAY_ARTIFACT_URI: " + TARBALL + " can't be downloaded",
                        words,
                        "unhealthy: boot failed at tarball")
                .doesNotContain(GceSurroundings.TOKEN);
    }

    @Test
    void aServiceAccountThatIsMissingIsSaid() throws Exception {
        surroundings.forget("instance/service-accounts/default/token");

        Ran failed = vm().boot();

        assertThat(failed.exitCode()).isEqualTo(FAILED);
        assertThat(failed.output()).contains("this VM has no service account");
        assertThat(surroundings.fetched()).isEmpty();
    }

    @Test
    void aFactThatIsMissingEndsTheBoot() throws Exception {
        surroundings.forget("instance/zone");

        Ran failed = vm().set("SPILLWAY_CONFIG", "zone: @zone@").boot();

        assertThat(failed.exitCode()).isEqualTo(FAILED);
        assertThat(failed.output())
                .contains("the metadata server doesn't tell instance/zone", "at configuration");
    }

    private BootRun vm() {
        return BootRun.taskManager(directory, tarball)
                .in(surroundings)
                .set("SPILLWAY_ARTIFACT_URI", TARBALL);
    }
}
