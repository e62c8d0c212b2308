package io.spillway.aws.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.aws.metadata.IdentityDocument;
import io.spillway.aws.metadata.InstanceMetadata;
import io.spillway.aws.testing.Machine;
import io.spillway.localcloud.objectstore.ServerProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.autoscaling.AutoScalingClient;

/**
 * The calls of Auto Scaling that Moto knows: it describes hooks and instances and takes health, but
 * completes no lifecycle action and records no heartbeat; and it doesn't speak the protocol that
 * the SDK writes metrics by. So those are tested on the local cloud alone.
 */
class MotoIT {
    private static final List<String> SET = new ArrayList<>();
    private static ServerProcess moto;
    private static Machine machine;
    private static AutoScalingClient admin;
    private static String instance;

    @BeforeAll
    static void start() throws Exception {
        Optional<ServerProcess> started = ServerProcess.moto();
        Assumptions.assumeTrue(
                started.isPresent(), "moto_server isn't installed: pip install moto[server]");
        moto = started.get();
        machine = new Machine(true, true);
        set("aws.endpointUrlAutoScaling", "http://127.0.0.1:" + moto.port());
        set("aws.accessKeyId", "tester");
        set("aws.secretAccessKey", "no-secret-at-all");
        admin =
                AutoScalingClient.builder()
                        .region(Region.EU_CENTRAL_1)
                        .httpClient(UrlConnectionHttpClient.create())
                        .build();
        admin.createLaunchConfiguration(
                r ->
                        r.launchConfigurationName("machines")
                                .imageId("ami-12c6146b")
                                .instanceType("m5.large"));
        admin.createAutoScalingGroup(
                r ->
                        r.autoScalingGroupName(Machine.GROUP)
                                .launchConfigurationName("machines")
                                .minSize(1)
                                .maxSize(2)
                                .availabilityZones("eu-central-1b"));
        for (String hook : List.of("spillway-launch", "spillway-terminate")) {
            admin.putLifecycleHook(
                    r ->
                            r.autoScalingGroupName(Machine.GROUP)
                                    .lifecycleHookName(hook)
                                    .lifecycleTransition(
                                            hook.endsWith("launch")
                                                    ? "autoscaling:EC2_INSTANCE_LAUNCHING"
                                                    : "autoscaling:EC2_INSTANCE_TERMINATING"));
        }
        instance = admin.describeAutoScalingInstances().autoScalingInstances().get(0).instanceId();
    }

    @AfterAll
    static void stop() {
        SET.forEach(System::clearProperty);
        if (moto != null) {
            admin.close();
            machine.close();
            moto.close();
        }
    }

    private static void set(String name, String value) {
        SET.add(name);
        System.setProperty(name, value);
    }

    private static AutoScalingCalls calls() throws Exception {
        IdentityDocument document =
                new InstanceMetadata(machine.endpoint(), System::nanoTime)
                        .identity(Duration.ofSeconds(5));
        return new AutoScalingCalls(
                new IdentityDocument(
                        instance,
                        document.account(),
                        document.region(),
                        document.zone(),
                        document.type(),
                        document.privateIp()));
    }

    @Test
    void findsItsGroupAndTheHooks() throws Exception {
        try (AutoScalingCalls calls = calls()) {
            assertThat(calls.group()).contains(Machine.GROUP);
            assertThat(calls.hooks(Machine.GROUP))
                    .containsExactlyInAnyOrder("spillway-launch", "spillway-terminate");
        }
    }

    @Test
    void isReportedAsUnhealthy() throws Exception {
        try (AutoScalingCalls calls = calls()) {
            assertThat(calls.unhealthy(Machine.GROUP)).isTrue();
        }
        assertThat(admin.describeAutoScalingInstances().autoScalingInstances())
                .filteredOn(each -> each.instanceId().equals(instance))
                .allSatisfy(
                        each -> assertThat(each.healthStatus()).isEqualToIgnoringCase("Unhealthy"));
    }
}
