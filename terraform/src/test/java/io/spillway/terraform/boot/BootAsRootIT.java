package io.spillway.terraform.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.spillway.terraform.Ran;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The way of a real VM, without a root folder: where the test runs as root and may have {@code
 * /etc} and {@code /opt} of its own. What systemd would be told is written down instead.
 */
class BootAsRootIT {
    private static final String OWN_MACHINE =
            """
            set -eu
            cp -a /etc "$1/etc" && mount --bind "$1/etc" /etc
            mkdir "$1/opt" && mount --bind "$1/opt" /opt
            grep -q ^spillway: /etc/group || echo 'spillway:x:999:' >>/etc/group
            PATH="$1/programs:$PATH"
            bash "$2"
            bash "$2"
            cp -a /etc/spillway /etc/systemd/system "$1/"
            ! command -v systemd-analyze >/dev/null ||
                systemd-analyze verify "/etc/systemd/system/$3.service" /etc/systemd/system/spillway-unhealthy.service
            """;

    private static final String SYSTEMCTL =
            """
            #!/usr/bin/env bash
            here="$(dirname "$0")"
            echo "$*" >>"$here/../calls"
            case "$1" in
                is-failed) exit 1 ;;
                is-active) [ -e "$here/active" ] ;;
                show) [ ! -e "$here/active" ] || echo active ;;
                restart | start) touch "$here/active" ;;
            esac
            """;

    @TempDir private Path directory;
    private FakeTarball tarball;

    @BeforeEach
    void pack() throws IOException {
        assumeTrue(
                Ran.command(directory, Map.of(), "unshare", "-m", "true").exitCode() == 0,
                "it takes root, and unshare");
        tarball = FakeTarball.in(directory);
        program("systemctl", SYSTEMCTL);
        program("systemd-sysusers", "#!/bin/sh\n");
        program("journalctl", "#!/bin/sh\n");
    }

    @Test
    void aTaskManagersUnitIsStartedOnce() throws Exception {
        BootRun vm =
                BootRun.taskManager(directory, tarball)
                        .set("SPILLWAY_BOOT_ROOT", "")
                        .set("SPILLWAY_STOP_SECONDS", "44");

        Ran booted = onAMachineOfItsOwn(vm, "spillway-taskmanager").succeeded();

        assertThat(booted.output())
                .containsPattern("service .* started")
                .containsPattern("service .* unchanged");
        assertThat(Files.readAllLines(directory.resolve("calls")))
                .containsExactly(
                        "daemon-reload",
                        "-q enable spillway-taskmanager.service",
                        "restart spillway-taskmanager.service",
                        "is-active --quiet spillway-taskmanager.service");
        assertThat(directory.resolve("system/spillway-taskmanager.service.d/boot.conf"))
                .content()
                .contains("TimeoutStopSec=44s", "\"SPILLWAY_CONF_DIR=/etc/spillway\"");
        assertThat(
                        PosixFilePermissions.toString(
                                Files.getPosixFilePermissions(
                                        directory.resolve("spillway/config.yaml"))))
                .isEqualTo("rw-r-----");
    }

    @Test
    void aJobManagersLaunchIsContinuedWhenItAnswers() throws Exception {
        Path jar = Files.writeString(directory.resolve("job.jar"), "job");
        try (VmSurroundings surroundings = new VmSurroundings();
                ServerSocket answers = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            BootRun vm =
                    BootRun.jobManager(directory, tarball, jar)
                            .set("SPILLWAY_BOOT_ROOT", "")
                            .set("SPILLWAY_CONFIG", "rest.port: " + answers.getLocalPort())
                            .set("SPILLWAY_GROUP", "a-group")
                            .set("SPILLWAY_LAUNCH_HOOK", "spillway-launch")
                            .set("AWS_ACCESS_KEY_ID", "key")
                            .set("AWS_SECRET_ACCESS_KEY", "secret")
                            .in(surroundings)
                            .withoutAwsCli();

            Ran booted = onAMachineOfItsOwn(vm, "spillway-jobmanager").succeeded();

            assertThat(booted.output())
                    .containsPattern(
                            "answer .* on port %d, in service".formatted(answers.getLocalPort()));
            assertThat(surroundings.requests())
                    .as("once, by the first of two boots")
                    .singleElement()
                    .satisfies(
                            request ->
                                    assertThat(request)
                                            .containsEntry("Action", "CompleteLifecycleAction")
                                            .containsEntry("LifecycleActionResult", "CONTINUE"));
        }
    }

    /** A drain is its agent's, whose TaskManager still works. */
    @Test
    void aTaskManagerThatWorksIsLetGoByItsAgent() throws Exception {
        Files.createFile(directory.resolve("programs/active"));
        try (VmSurroundings surroundings = new VmSurroundings()) {
            surroundings.takeInstance(0);
            BootRun vm =
                    BootRun.taskManager(directory, tarball)
                            .in(surroundings)
                            .withoutAwsCli()
                            .set("SPILLWAY_BOOT_ROOT", "")
                            .set("SPILLWAY_ARTIFACT_SHA256", "0".repeat(64))
                            .set("SPILLWAY_GROUP", "a-group")
                            .set("SPILLWAY_TERMINATE_HOOK", "spillway-terminate")
                            .set("AWS_ACCESS_KEY_ID", "key")
                            .set("AWS_SECRET_ACCESS_KEY", "secret");

            Ran failed = onAMachineOfItsOwn(vm, "spillway-taskmanager");

            assertThat(failed.exitCode()).isNotZero();
            assertThat(surroundings.requests())
                    .extracting(request -> request.get("Action"))
                    .containsExactly("SetInstanceHealth");
        }
    }

    /** Its group makes a VM anew that is off; the VM itself needs no permission for that. */
    @Test
    void aVmOfGooglesThatDoesntBootSwitchesItselfOff() throws Exception {
        try (GceSurroundings surroundings = new GceSurroundings()) {
            BootRun vm =
                    BootRun.taskManager(directory, tarball)
                            .in(surroundings)
                            .set("SPILLWAY_BOOT_ROOT", "")
                            .set("SPILLWAY_ARTIFACT_SHA256", "0".repeat(64));

            Ran failed = onAMachineOfItsOwn(vm, "spillway-taskmanager");

            assertThat(failed.exitCode()).isNotZero();
            assertThat(failed.output())
                    .contains("checksum mismatch", "switches itself off", "boot failed at tarball");
            assertThat(Files.readAllLines(directory.resolve("calls")))
                    .containsExactly("--no-block poweroff");
        }
    }

    private Ran onAMachineOfItsOwn(BootRun vm, String unit) throws IOException {
        return vm.with(
                List.of(
                        "unshare",
                        "-m",
                        "bash",
                        "-c",
                        OWN_MACHINE,
                        "bash",
                        directory.toString(),
                        BootRun.SCRIPT.toString(),
                        unit));
    }

    private void program(String name, String script) throws IOException {
        Path file = Files.createDirectories(directory.resolve("programs")).resolve(name);
        Files.writeString(file, script);
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }
}
