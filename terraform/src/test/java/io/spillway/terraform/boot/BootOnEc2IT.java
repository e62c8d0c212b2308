package io.spillway.terraform.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.spillway.terraform.Ran;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the boot script asks the metadata service, and what it tells Auto Scaling. */
class BootOnEc2IT {
    private static final int FAILED = 1;
    private static final String SECRET = "no/secret+at/all";
    private static final String SESSION = "no-session+token/at/all";

    @TempDir private Path directory;
    private FakeTarball tarball;

    @BeforeEach
    void pack() throws IOException {
        tarball = FakeTarball.in(directory);
    }

    @Test
    void placeholdersAreWhatTheMetadataServiceTells() throws Exception {
        try (VmSurroundings surroundings = new VmSurroundings()) {
            BootRun vm =
                    BootRun.taskManager(directory, tarball)
                            .in(surroundings)
                            .set(
                                    "SPILLWAY_CONFIG",
                                    "rest.address: @address@\njobmanager.rpc.address: @address@\nzone: @zone@");

            vm.boot().succeeded();

            assertThat(Files.readString(vm.file("etc/spillway/config.yaml")))
                    .startsWith(
                            "rest.address: 10.1.2.3\njobmanager.rpc.address: 10.1.2.3\nzone: eu-central-1b\n");
            assertThat(surroundings.asked())
                    .containsExactly(
                            "meta-data/local-ipv4", "meta-data/placement/availability-zone");
            assertThat(surroundings.requests()).isEmpty();
        }
    }

    /** And is let go: nobody but the script completes the terminate hook. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aBootThatFailsIsReported(boolean cli) throws Exception {
        try (VmSurroundings surroundings = new VmSurroundings()) {
            giveRole(surroundings);
            int tooEarly = cli ? 0 : 1;
            surroundings.takeInstance(tooEarly);

            Ran failed =
                    failingBoot(surroundings, cli)
                            .set("SPILLWAY_TERMINATE_HOOK", "spillway-terminate")
                            .boot();

            assertThat(failed.exitCode()).as(failed.output()).isEqualTo(FAILED);
            assertThat(failed.output())
                    .contains(
                            "abandoned the launch of %s: boot failed at tarball"
                                    .formatted(VmSurroundings.INSTANCE))
                    .doesNotContain(SECRET, SESSION, "time-out");
            assertThat(failed.output().lines())
                    .last()
                    .asString()
                    .startsWith(
                            "spillway-boot: boot failed at tarball: SPILLWAY_ARTIFACT_URI: checksum mismatch");
            List<Map<String, String>> heard = new ArrayList<>();
            heard.add(completion("spillway-launch", "ABANDON"));
            heard.addAll(
                    Collections.nCopies(
                            tooEarly + 1, completion("spillway-terminate", "CONTINUE")));
            assertThat(surroundings.requests()).isEqualTo(heard);
        }
    }

    private static Map<String, String> completion(String hook, String result) {
        return Map.of(
                "Action",
                "CompleteLifecycleAction",
                "Version",
                "2011-01-01",
                "AutoScalingGroupName",
                "a-group",
                "LifecycleHookName",
                hook,
                "InstanceId",
                VmSurroundings.INSTANCE,
                "LifecycleActionResult",
                result);
    }

    /** One that was in service has no launch to abandon. */
    @Test
    void aGroupWithoutALaunchHookHearsThatTheVmIsUnhealthy() throws Exception {
        try (VmSurroundings surroundings = new VmSurroundings()) {
            giveRole(surroundings);
            surroundings.takeInstance(0);

            Ran failed =
                    failingBoot(surroundings, false)
                            .set("SPILLWAY_LAUNCH_HOOK", "")
                            .set("SPILLWAY_TERMINATE_HOOK", "spillway-terminate")
                            .boot();

            assertThat(failed.exitCode()).as(failed.output()).isEqualTo(FAILED);
            assertThat(failed.output())
                    .contains(
                            "reported %s unhealthy: boot failed at tarball"
                                    .formatted(VmSurroundings.INSTANCE));
            assertThat(surroundings.requests())
                    .containsExactly(
                            Map.of(
                                    "Action", "SetInstanceHealth",
                                    "Version", "2011-01-01",
                                    "InstanceId", VmSurroundings.INSTANCE,
                                    "HealthStatus", "Unhealthy",
                                    "ShouldRespectGracePeriod", "false"),
                            completion("spillway-terminate", "CONTINUE"));
        }
    }

    @Test
    void aReportThatIsRefusedNamesThePermission() throws Exception {
        try (VmSurroundings surroundings = new VmSurroundings()) {
            giveRole(surroundings);
            surroundings.autoScalingAnswers(403);

            Ran failed = failingBoot(surroundings, false).boot();

            assertThat(failed.exitCode()).isEqualTo(FAILED);
            assertThat(failed.output())
                    .contains(
                            "checksum mismatch",
                            "couldn't be reported unhealthy; that takes autoscaling:SetInstanceHealth",
                            "or the hook's time-out will abandon it")
                    .doesNotContain(SECRET, SESSION);
            assertThat(failed.output().lines())
                    .last()
                    .asString()
                    .contains("boot failed at tarball", "checksum mismatch");
            assertThat(surroundings.requests())
                    .extracting(request -> request.get("Action"))
                    .containsExactly("CompleteLifecycleAction", "SetInstanceHealth");
        }
    }

    @Test
    void aRoleThatIsMissingIsSaid() throws Exception {
        try (VmSurroundings surroundings = new VmSurroundings()) {
            Ran failed = failingBoot(surroundings, false).boot();

            assertThat(failed.exitCode()).isEqualTo(FAILED);
            assertThat(failed.output()).contains("checksum mismatch", "this VM has no role");
            assertThat(surroundings.requests()).isEmpty();
        }
    }

    /** As the unit's OnFailure calls it. */
    @Test
    void aVmIsReportedUnhealthyWhenSystemdGivesItUp() throws Exception {
        try (VmSurroundings surroundings = new VmSurroundings()) {
            giveRole(surroundings);
            BootRun vm = BootRun.taskManager(directory, tarball).in(surroundings).withoutAwsCli();

            Ran reported = vm.boot("unhealthy", "spillway-taskmanager.service has failed");

            assertThat(reported.succeeded().output())
                    .contains("unhealthy: spillway-taskmanager.service has failed");
            assertThat(surroundings.requests()).hasSize(1);
        }
    }

    private BootRun failingBoot(VmSurroundings surroundings, boolean cli) throws IOException {
        BootRun vm =
                BootRun.taskManager(directory, tarball)
                        .in(surroundings)
                        .set("SPILLWAY_ARTIFACT_SHA256", "0".repeat(64))
                        .set("SPILLWAY_GROUP", "a-group")
                        .set("SPILLWAY_LAUNCH_HOOK", "spillway-launch")
                        // It asks three times otherwise.
                        .set("AWS_MAX_ATTEMPTS", "1");
        if (cli) {
            assumeTrue(BootRun.hasAwsCli(), "no AWS CLI on the PATH");
            return vm;
        }
        return vm.withoutAwsCli();
    }

    private static void giveRole(VmSurroundings surroundings) {
        surroundings.tell("meta-data/iam/security-credentials/", "a-role");
        surroundings.tell(
                "meta-data/iam/security-credentials/a-role",
                """
                {
                  "Code" : "Success",
                  "LastUpdated" : "2026-11-25T12:00:00Z",
                  "Type" : "AWS-HMAC",
                  "AccessKeyId" : "ASIAEXAMPLE",
                  "SecretAccessKey" : "%s",
                  "Token" : "%s",
                  "Expiration" : "2099-01-01T00:00:00Z"
                }
                """
                        .formatted(SECRET, SESSION));
    }
}
