package io.spillway.localcloud.aws;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.localcloud.aws.autoscaling.AutoScalingGroup;
import io.spillway.localcloud.aws.autoscaling.GroupSpec;
import io.spillway.localcloud.aws.autoscaling.LifecycleState;
import io.spillway.localcloud.aws.ec2.InstanceTemplate;
import io.spillway.localcloud.lifetime.Processes;
import io.spillway.localcloud.machine.Boot;
import io.spillway.localcloud.machine.ProcessVmLauncher;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real processes that boot from user data. */
class LocalAwsIT {
    private static final Duration ENOUGH = Duration.ofMinutes(1);

    /** Writes down what it finds, and stays. */
    private static final String USER_DATA =
            """
            #!/bin/bash
            set -eu
            token="$(curl -sS -X PUT "$AWS_EC2_METADATA_SERVICE_ENDPOINT/latest/api/token" \\
                -H 'X-aws-ec2-metadata-token-ttl-seconds: 60')"
            id="$(curl -sS -H "X-aws-ec2-metadata-token: $token" \\
                "$AWS_EC2_METADATA_SERVICE_ENDPOINT/latest/meta-data/instance-id")"
            env | grep -E '^(AWS_|SPILLWAY_|HOME=)' | sort >"$SPILLWAY_BOOT_ROOT/environment"
            echo "$id" >"$SPILLWAY_BOOT_ROOT/id.part"
            mv "$SPILLWAY_BOOT_ROOT/id.part" "$SPILLWAY_BOOT_ROOT/id"
            exec sleep 300
            """;

    @Test
    void anInstanceRunsItsUserDataInARootOfItsOwn(@TempDir Path directory) throws IOException {
        String encoded =
                Base64.getEncoder().encodeToString(USER_DATA.getBytes(StandardCharsets.UTF_8));
        try (Processes processes = new Processes(new ProcessVmLauncher());
                LocalAws aws = LocalAws.start(AwsSettings.in(directory), processes)) {
            AutoScalingGroup group =
                    aws.createGroup(
                            GroupSpec.of(
                                    "workers",
                                    1,
                                    2,
                                    1,
                                    InstanceTemplate.of(
                                            "workers",
                                            "taskmanager",
                                            Boot.encodedUserData(encoded))));
            Awaitility.await().atMost(ENOUGH).until(() -> !group.instances().isEmpty());
            String id = group.instances().get(0).id();
            Path root = directory.resolve(id).resolve("root");
            Awaitility.await().atMost(ENOUGH).until(() -> Files.exists(root.resolve("id")));

            assertThat(root.resolve("id")).hasContent(id);
            List<String> environment = Files.readAllLines(root.resolve("environment"));
            assertThat(environment)
                    .extracting(line -> line.substring(0, line.indexOf('=')))
                    .containsExactlyInAnyOrder(
                            "AWS_EC2_METADATA_SERVICE_ENDPOINT",
                            "AWS_ENDPOINT_URL_AUTO_SCALING",
                            "AWS_ENDPOINT_URL_CLOUDWATCH",
                            "AWS_REGION",
                            "HOME",
                            "SPILLWAY_BOOT_ROOT");
            assertThat(environment).contains("HOME=" + directory.resolve(id));

            aws.reclaim(id, Duration.ZERO);
            Awaitility.await().atMost(ENOUGH).until(() -> group.state(id).isEmpty());
            Awaitility.await()
                    .atMost(ENOUGH)
                    .until(
                            () ->
                                    group.instances().stream()
                                            .anyMatch(
                                                    each ->
                                                            group.state(each.id())
                                                                    .filter(
                                                                            LifecycleState
                                                                                            .IN_SERVICE
                                                                                    ::equals)
                                                                    .isPresent()));
        }
    }
}
