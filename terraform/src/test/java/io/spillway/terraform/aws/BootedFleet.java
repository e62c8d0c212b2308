package io.spillway.terraform.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.spillway.localcloud.autoscaling.policy.TargetTracking;
import io.spillway.localcloud.aws.AwsSettings;
import io.spillway.localcloud.aws.LocalAws;
import io.spillway.localcloud.aws.api.ApiCall;
import io.spillway.localcloud.aws.autoscaling.AutoScalingGroup;
import io.spillway.localcloud.aws.autoscaling.HookOutcome;
import io.spillway.localcloud.aws.autoscaling.LifecycleState;
import io.spillway.localcloud.aws.autoscaling.TargetTrackingPolicy;
import io.spillway.localcloud.lifetime.Processes;
import io.spillway.localcloud.machine.ProcessVmLauncher;
import io.spillway.terraform.Moto;
import io.spillway.terraform.SmallFleet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * The local cloud with the groups that Moto holds: real processes that boot from the launch
 * templates' user data, keep their state in Moto's bucket, and may what the roles' policies say.
 * What differs from EC2 comes by the environment: ports, sizes, and a small job.
 */
final class BootedFleet implements AutoCloseable {
    private static final Duration ENOUGH = Duration.ofMinutes(4);

    /** Three seconds are a minute. */
    private static final double SPEED = 20;

    private final AppliedGroups applied;
    private final SmallFleet small;
    private final Processes processes;
    private final LocalAws aws;
    private final AutoScalingGroup taskManagers;
    private TargetTrackingPolicy policy;

    private BootedFleet(
            AppliedGroups applied,
            SmallFleet small,
            Processes processes,
            LocalAws aws,
            AutoScalingGroup taskManagers) {
        this.applied = applied;
        this.small = small;
        this.processes = processes;
        this.aws = aws;
        this.taskManagers = taskManagers;
    }

    /**
     * Boots both groups.
     *
     * @param home the unpacked tarball, which VMs find in place as on an image
     */
    static BootedFleet start(Moto moto, Path directory, Path home) throws IOException {
        AppliedGroups applied = new AppliedGroups(moto);
        applied.takePlaintext("clicks-123456789012-" + Moto.REGION.id());
        SmallFleet small = SmallFleet.in(Files.createDirectories(directory.resolve("vms")), home);
        Processes processes = new Processes(new ProcessVmLauncher());
        LocalAws aws = cloud(applied, small.vms(), environment(moto, small), processes);
        aws.createGroup(applied.group("jobmanager", AppliedGroups.installed(home)));
        AutoScalingGroup taskManagers =
                aws.createGroup(applied.group("taskmanagers", AppliedGroups.installed(home)));
        return new BootedFleet(applied, small, processes, aws, taskManagers);
    }

    /** TaskManagers whose tarball isn't the one of the checksum that was applied. */
    static BootedFleet withAnotherTarball(Moto moto, Path directory) throws IOException {
        AppliedGroups applied = new AppliedGroups(moto);
        Path vms = Files.createDirectories(directory.resolve("refused"));
        Path other = Files.writeString(directory.resolve("other.tar.gz"), "another tarball");
        Processes processes = new Processes(new ProcessVmLauncher());
        LocalAws aws =
                cloud(
                        applied,
                        vms,
                        Map.of("SPILLWAY_ARTIFACT_URI", "file://" + other.toAbsolutePath()),
                        processes);
        AutoScalingGroup taskManagers =
                aws.createGroup(applied.group("taskmanagers", UnaryOperator.identity()));
        return new BootedFleet(
                applied, SmallFleet.in(vms, directory), processes, aws, taskManagers);
    }

    /** Its VMs may what the applied roles let them. */
    private static LocalAws cloud(
            AppliedGroups applied, Path vms, Map<String, String> environment, Processes processes)
            throws IOException {
        LocalAws aws =
                LocalAws.start(
                        new AwsSettings(Moto.REGION.id(), "123456789012", vms, environment, SPEED),
                        processes);
        for (String kind : List.of("jobmanager", "taskmanagers")) {
            aws.principals()
                    .allowOnly(applied.role(kind), applied.granted(kind).toArray(String[]::new));
        }
        return aws;
    }

    private static Map<String, String> environment(Moto moto, SmallFleet small) throws IOException {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("s3.endpoint", moto.address().toString());
        settings.put("s3.path-style-access", "true");
        for (String bind :
                List.of("jobmanager.bind-host", "rest.bind-address", "taskmanager.bind-host")) {
            settings.put(bind, "127.0.0.1");
        }
        settings.put("taskmanager.numberOfTaskSlots", "1");
        return small.environment(settings);
    }

    /** Waits until so many TaskManagers' VMs are in service, and no other comes or goes. */
    void awaitInService(int count) {
        await().atMost(ENOUGH)
                .untilAsserted(
                        () ->
                                assertThat(taskManagers.instances())
                                        .as(small::story)
                                        .hasSize(count)
                                        .allSatisfy(
                                                vm ->
                                                        assertThat(taskManagers.state(vm.id()))
                                                                .contains(
                                                                        LifecycleState
                                                                                .IN_SERVICE)));
    }

    void awaitGone(String instance) {
        await().atMost(ENOUGH)
                .untilAsserted(
                        () -> assertThat(taskManagers.state(instance)).as(small::story).isEmpty());
    }

    /** The lines of a VM's console. */
    List<String> console(String instance) throws IOException {
        return Files.readAllLines(small.vms().resolve(instance).resolve("console.log"));
    }

    void awaitJob(String state) {
        await().atMost(ENOUGH)
                .ignoreExceptions()
                .untilAsserted(
                        () ->
                                assertThat(small.get("127.0.0.1", "/jobs/overview"))
                                        .as(small::story)
                                        .contains("\"state\":\"%s\"".formatted(state)));
    }

    /** Lets the group follow a policy as it was applied; its metric must be the JobManager's. */
    void follow(String name) {
        AppliedGroups.Tracked tracked = applied.policy(name);
        await().atMost(ENOUGH)
                .untilAsserted(
                        () ->
                                assertThat(aws.metrics().metrics())
                                        .as(small::story)
                                        .contains(tracked.metric()));
        policy =
                aws.track(
                        taskManagers,
                        tracked.metric(),
                        TargetTracking.Settings.defaults(tracked.target()),
                        tracked.scaleIn());
    }

    /** By hand, as somebody who sets the group's size; the policy rests from now on. */
    void shrinkTo(int count) throws Exception {
        policy.close();
        taskManagers.setDesiredCapacity(count);
    }

    /** Waits until an action of a hook has ended. */
    HookOutcome awaitEnd(String hook) {
        await().atMost(ENOUGH)
                .untilAsserted(() -> assertThat(outcomes(hook)).as(small::story).isNotEmpty());
        return outcomes(hook).get(0);
    }

    List<HookOutcome> outcomes(String hook) {
        return taskManagers.hookOutcomes().stream().filter(o -> o.hook().equals(hook)).toList();
    }

    /** Calls that the roles' policies didn't let through, or that nobody took. */
    List<ApiCall> refusedCalls() {
        return Stream.concat(aws.autoScaling().calls().stream(), aws.cloudWatch().calls().stream())
                .filter(call -> !call.outcome().equals(ApiCall.OK))
                .toList();
    }

    @Override
    public void close() {
        aws.close();
        processes.close();
    }
}
