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
import io.spillway.localcloud.cluster.FreePorts;
import io.spillway.localcloud.lifetime.Processes;
import io.spillway.localcloud.machine.ProcessVmLauncher;
import io.spillway.terraform.Checksums;
import io.spillway.terraform.Moto;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
    private final Path directory;
    private final int restPort;
    private final Processes processes;
    private final LocalAws aws;
    private final AutoScalingGroup taskManagers;
    private TargetTrackingPolicy policy;

    private BootedFleet(
            AppliedGroups applied,
            Path directory,
            int restPort,
            Processes processes,
            LocalAws aws,
            AutoScalingGroup taskManagers) {
        this.applied = applied;
        this.directory = directory;
        this.restPort = restPort;
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
        List<Integer> ports = FreePorts.find(2);
        Path vms = Files.createDirectories(directory.resolve("vms"));
        Processes processes = new Processes(new ProcessVmLauncher());
        LocalAws aws =
                LocalAws.start(
                        new AwsSettings(
                                Moto.REGION.id(),
                                "123456789012",
                                vms,
                                environment(moto, home, ports),
                                SPEED),
                        processes);
        for (String kind : List.of("jobmanager", "taskmanagers")) {
            aws.principals()
                    .allowOnly(applied.role(kind), applied.granted(kind).toArray(String[]::new));
        }
        aws.createGroup(applied.group("jobmanager", home));
        AutoScalingGroup taskManagers = aws.createGroup(applied.group("taskmanagers", home));
        return new BootedFleet(applied, vms, ports.get(0), processes, aws, taskManagers);
    }

    private static Map<String, String> environment(Moto moto, Path home, List<Integer> ports)
            throws IOException {
        Path jar = home.resolve("examples/top-speed-windowing.jar");
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("s3.endpoint", moto.address().toString());
        settings.put("s3.path-style-access", "true");
        settings.put("rest.port", ports.get(0).toString());
        settings.put("jobmanager.rpc.port", ports.get(1).toString());
        for (String bind :
                List.of("jobmanager.bind-host", "rest.bind-address", "taskmanager.bind-host")) {
            settings.put(bind, "127.0.0.1");
        }
        for (String port :
                List.of(
                        "blob.server.port",
                        "taskmanager.rpc.port",
                        "taskmanager.data.port",
                        "metrics.internal.query-service.port")) {
            settings.put(port, "0");
        }
        settings.put("metrics.reporters", "none");
        settings.put("jobmanager.memory.process.size", "800m");
        settings.put("taskmanager.memory.process.size", "1000m");
        settings.put("taskmanager.numberOfTaskSlots", "1");
        settings.put("execution.checkpointing.interval", "2 s");
        // A little load is to ask for as many machines as there may be, soon.
        settings.put("spillway.scaling.target-utilization", "0.05");
        settings.put("spillway.scaling.publish-interval", "1 s");
        settings.put("spillway.scaling.window", "3 s");
        settings.put("spillway.scaling.settle-time", "1 s");
        StringBuilder arguments = new StringBuilder();
        settings.forEach((key, value) -> arguments.append("-D%s=%s%n".formatted(key, value)));
        return Map.of(
                "SPILLWAY_BOOT_ARGUMENTS",
                arguments.toString(),
                "SPILLWAY_PREPARE",
                "no",
                "SPILLWAY_LIBRARIES",
                "",
                "SPILLWAY_JOB_URI",
                "file://" + jar.toAbsolutePath().normalize(),
                "SPILLWAY_JOB_SHA256",
                Checksums.sha256(jar),
                "SPILLWAY_JOB_CLASS",
                "",
                "SPILLWAY_JOB_ARGUMENTS",
                "--cars\n400\n--interval-ms\n20\n--discard");
    }

    /** Waits until so many TaskManagers' VMs are in service, and no other comes or goes. */
    void awaitInService(int count) {
        await().atMost(ENOUGH)
                .untilAsserted(
                        () ->
                                assertThat(taskManagers.instances())
                                        .as(this::story)
                                        .hasSize(count)
                                        .allSatisfy(
                                                vm ->
                                                        assertThat(taskManagers.state(vm.id()))
                                                                .contains(
                                                                        LifecycleState
                                                                                .IN_SERVICE)));
    }

    void awaitJob(String state) {
        await().atMost(ENOUGH)
                .ignoreExceptions()
                .untilAsserted(
                        () ->
                                assertThat(get("/jobs/overview"))
                                        .as(this::story)
                                        .contains("\"state\":\"%s\"".formatted(state)));
    }

    private String get(String path) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(
                                        URI.create(
                                                "http://127.0.0.1:%d%s".formatted(restPort, path)))
                                .timeout(Duration.ofSeconds(5))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
    }

    /** Lets the group follow a policy as it was applied; its metric must be the JobManager's. */
    void follow(String name) {
        AppliedGroups.Tracked tracked = applied.policy(name);
        await().atMost(ENOUGH)
                .untilAsserted(
                        () ->
                                assertThat(aws.metrics().metrics())
                                        .as(this::story)
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
                .untilAsserted(() -> assertThat(outcomes(hook)).as(this::story).isNotEmpty());
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

    /** What the VMs' consoles say, for a test that fails. */
    private String story() {
        StringBuilder story = new StringBuilder();
        try (Stream<Path> files = Files.walk(directory, 2)) {
            for (Path console : files.filter(f -> f.endsWith("console.log")).toList()) {
                List<String> lines = Files.readAllLines(console);
                story.append(console).append('\n');
                lines.subList(Math.max(0, lines.size() - 25), lines.size())
                        .forEach(line -> story.append(line).append('\n'));
            }
        } catch (IOException e) {
            story.append(e);
        }
        return story.toString();
    }

    @Override
    public void close() {
        aws.close();
        processes.close();
    }
}
