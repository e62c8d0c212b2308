package io.spillway.dist;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.dist.Installation.Ended;
import io.spillway.localcloud.aws.AwsSettings;
import io.spillway.localcloud.aws.LocalAws;
import io.spillway.localcloud.aws.autoscaling.GroupSpec;
import io.spillway.localcloud.aws.autoscaling.HookSpec;
import io.spillway.localcloud.aws.ec2.InstanceTemplate;
import io.spillway.localcloud.machine.Boot;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code spillway doctor} with the tarball's plugin, on a machine of the local cloud. */
class DoctorIT {
    private static final String AUTO = "-Dspillway.cloud=auto";
    private static final String ROLE = "taskmanager";
    private static final Duration HOUR = Duration.ofHours(1);

    @TempDir private Path directory;
    private Installation spillway;
    private LocalAws aws;

    @BeforeEach
    void start() throws IOException {
        spillway = Installation.in(directory);
        aws =
                LocalAws.start(
                        AwsSettings.in(directory.resolve("aws")),
                        spec -> {
                            throw new IOException("nobody asked for an instance");
                        });
        aws.createGroup(
                GroupSpec.of(
                                "workers",
                                0,
                                2,
                                0,
                                InstanceTemplate.of("workers", ROLE, Boot.elsewhere()))
                        .withHooks(HookSpec.terminate("spillway-terminate", HOUR)));
        aws.machineEnvironment(ROLE).forEach(spillway::setEnvironment);
        // Nobody on the network is asked where a bucket is, or what time it is.
        spillway.setEnvironment("AWS_ENDPOINT_URL_S3", aws.autoScaling().address().toString());
    }

    @AfterEach
    void close() {
        spillway.close();
        aws.close();
    }

    @Test
    void findsWhatIsWrongOnAnInstance() {
        aws.principals()
                .allowOnly(
                        ROLE,
                        "autoscaling:DescribeLifecycleHooks",
                        "autoscaling:DescribeAutoScalingInstances",
                        "autoscaling:RecordLifecycleActionHeartbeat");

        Ended ended = spillway.run("doctor", AUTO, "--role", "taskmanager", "--group", "workers");

        assertThat(ended.errors()).isEmpty();
        assertThat(ended.exitCode()).isEqualTo(1);
        assertThat(words(ended))
                .contains("ok Cloud aws (spillway.cloud: auto)")
                .contains("ok Metadata service i-", "eu-central-1", "account 123456789012")
                .contains("ok Session tokens required (IMDSv2 only)")
                .contains("ok Group workers in eu-central-1, lifecycle hooks spillway-terminate")
                .contains("WARN Launch hook the group has no spillway-launch")
                .contains("ok Terminate hook spillway-terminate: time-out 3600s, then CONTINUE")
                .contains(
                        "FAIL CompleteLifecycleAction autoscaling:CompleteLifecycleAction on group")
                .contains("> add to the role's policy: {\"Effect\":\"Allow\"")
                .contains("ok RecordLifecycleActionHeartbeat allowed");
    }

    @Test
    void writesAMetricOnlyWhenItIsAllowedTo() {
        Ended without =
                spillway.run(
                        "doctor", AUTO, "--role", "jobmanager", "--group", "workers", "--json");
        assertThat(words(without)).contains("--write tries it");
        assertThat(aws.cloudWatch().calls()).isEmpty();

        Ended with =
                spillway.run(
                        "doctor", AUTO, "--role", "jobmanager", "--group", "workers", "--write");
        assertThat(words(with)).contains("ok PutMetricData allowed in namespace Spillway");
        assertThat(aws.metrics().metrics())
                .singleElement()
                .extracting(each -> each.name())
                .isEqualTo("DoctorProbe");
    }

    private static String words(Ended ended) {
        return ended.output().replaceAll("\\s+", " ");
    }
}
