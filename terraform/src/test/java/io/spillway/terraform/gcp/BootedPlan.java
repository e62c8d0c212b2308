package io.spillway.terraform.gcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.spillway.localcloud.gcp.GcpSettings;
import io.spillway.localcloud.gcp.LocalGcp;
import io.spillway.localcloud.gcp.autoscaling.Autoscaler;
import io.spillway.localcloud.gcp.autoscaling.AutoscalingPolicy;
import io.spillway.localcloud.gcp.autoscaling.AutoscalingPolicy.MetricTarget;
import io.spillway.localcloud.gcp.autoscaling.AutoscalingPolicy.Mode;
import io.spillway.localcloud.gcp.autoscaling.MetricFilter;
import io.spillway.localcloud.gcp.compute.GroupSpec;
import io.spillway.localcloud.gcp.compute.InstanceTemplate;
import io.spillway.localcloud.gcp.compute.ManagedInstanceGroup;
import io.spillway.localcloud.gcp.compute.VmInstance;
import io.spillway.localcloud.gcp.storage.LocalStorage;
import io.spillway.localcloud.group.GroupMember;
import io.spillway.localcloud.lifetime.Processes;
import io.spillway.localcloud.machine.Boot;
import io.spillway.localcloud.machine.ProcessVmLauncher;
import io.spillway.localcloud.service.ServedRequest;
import io.spillway.terraform.InstalledRelease;
import io.spillway.terraform.SmallFleet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The local cloud with the groups of a plan: real processes that boot from the templates' start-up
 * scripts, keep their state in the bucket, may what the roles grant, and are asked for their health
 * and sized as it is planned.
 */
final class BootedPlan implements AutoCloseable {
    private static final Duration ENOUGH = Duration.ofMinutes(4);

    /** Three seconds are a minute. */
    private static final double SPEED = 20;

    private final Plans plans;
    private final String run;
    private final SmallFleet small;
    private final Processes processes;
    private final LocalStorage storage;
    private final LocalGcp gcp;
    private final ManagedInstanceGroup jobManagers;
    private final ManagedInstanceGroup taskManagers;
    private final Autoscaler autoscaler;

    /**
     * Boots both groups.
     *
     * @param run whose plan it is
     * @param home the unpacked tarball, which VMs find in place as on an image
     */
    BootedPlan(Plans plans, String run, Path directory, Path home) throws IOException {
        this.plans = plans;
        this.run = run;
        this.small = SmallFleet.in(Files.createDirectories(directory.resolve("vms")), home);
        this.processes = new Processes(new ProcessVmLauncher());
        this.storage =
                LocalStorage.start(List.of(inScript("taskmanagers", "gs://([a-z0-9.-]+)/[^ ]*ha")));
        this.gcp = LocalGcp.start(GcpSettings.in(small.vms()).withSpeed(SPEED), processes);
        for (String kind : List.of("jobmanager", "taskmanagers")) {
            gcp.accounts()
                    .allowOnly(
                            account(kind),
                            Permissions.granted(plans.resources().get(run), kind)
                                    .toArray(String[]::new));
        }
        this.jobManagers = gcp.createGroup(group("jobmanager", 1));
        AutoscalingPolicy policy = policy();
        this.taskManagers = gcp.createGroup(group("taskmanagers", policy.minimum()));
        this.autoscaler = gcp.autoscale(taskManagers, policy);
    }

    /** With where the services are, which clients find by themselves on Google Cloud. */
    private Map<String, String> environment() throws IOException {
        Map<String, String> services = new HashMap<>(storage.settings());
        services.putAll(gcp.endpoints());
        return small.environment(services);
    }

    /** The start-up script, whose processes listen on the VM's own address alone. */
    private Boot boot(String kind) {
        Boot installed =
                new InstalledRelease(
                        Boot.userData(
                                plans.startupScript(run, kind)
                                        .replaceAll(
                                                "(bind-(host|address)): \"0[.]0[.]0[.]0\"",
                                                "$1: \"@address@\"")),
                        small.home(),
                        inScript(kind, "SPILLWAY_ARTIFACT_SHA256='([0-9a-f]+)'"));
        return new Boot() {
            @Override
            public Main prepare(String instanceId, Path directory) throws IOException {
                Main main = installed.prepare(instanceId, directory);
                Map<String, String> all = new HashMap<>(main.environment());
                all.putAll(environment());
                return new Main(main.command(), all);
            }

            @Override
            public Optional<String> userData() {
                return installed.userData();
            }
        };
    }

    private JsonNode planned(String address) {
        return plans.values(run, address);
    }

    private String inScript(String kind, String pattern) {
        Matcher matcher = Pattern.compile(pattern).matcher(plans.startupScript(run, kind));
        assertThat(matcher.find()).as(pattern).isTrue();
        return matcher.group(1);
    }

    private String account(String kind) {
        return planned("google_service_account.vm[\"%s\"]".formatted(kind))
                        .get("account_id")
                        .asText()
                + "@local-project.iam.gserviceaccount.com";
    }

    private GroupSpec group(String kind, int size) {
        JsonNode manager = planned("google_compute_region_instance_group_manager." + kind);
        JsonNode template =
                planned("google_compute_region_instance_template.vm[\"%s\"]".formatted(kind));
        GroupSpec spec =
                GroupSpec.regional(
                        manager.get("name").asText(),
                        gcp.settings().zones(),
                        size,
                        new InstanceTemplate(
                                template.get("name_prefix").asText() + "1",
                                template.get("machine_type").asText(),
                                template.at("/scheduling/0/provisioning_model")
                                        .asText()
                                        .equals("SPOT"),
                                Duration.ZERO,
                                account(kind),
                                Map.of(),
                                boot(kind),
                                Duration.ZERO));
        return health(kind, manager).map(spec::with).orElse(spec);
    }

    /** The local cloud asks by HTTP alone. */
    private Optional<GroupSpec.Autohealing> health(String kind, JsonNode manager) {
        JsonNode check = planned("google_compute_health_check.vm[\"%s\"]".formatted(kind));
        JsonNode http = check.at("/http_health_check/0");
        return http.isMissingNode()
                ? Optional.empty()
                : Optional.of(
                        new GroupSpec.Autohealing(
                                http.get("port").asInt(),
                                http.get("request_path").asText(),
                                Duration.ofSeconds(
                                        manager.at("/auto_healing_policies/0/initial_delay_sec")
                                                .asInt()),
                                Duration.ofSeconds(check.get("check_interval_sec").asInt()),
                                check.get("unhealthy_threshold").asInt()));
    }

    private AutoscalingPolicy policy() {
        JsonNode policy =
                planned("google_compute_region_autoscaler.taskmanagers[0]")
                        .at("/autoscaling_policy/0");
        JsonNode metric = policy.at("/metric/0");
        return new AutoscalingPolicy(
                policy.get("min_replicas").asInt(),
                policy.get("max_replicas").asInt(),
                Mode.valueOf(policy.get("mode").asText()),
                Duration.ofSeconds(policy.get("cooldown_period").asInt()),
                List.of(
                        new MetricTarget(
                                metric.get("name").asText(),
                                MetricFilter.parse(metric.get("filter").asText()),
                                true,
                                metric.get("single_instance_assignment").asDouble())),
                Optional.empty());
    }

    /** Lets the group have no more VMs than this machine carries. */
    void limit(int most) {
        autoscaler.setLimits(autoscaler.policy().minimum(), most);
    }

    /** By hand, as somebody who sets the group's size; the autoscaler rests from now on. */
    void shrinkTo(int count) {
        autoscaler.setMode(Mode.OFF);
        taskManagers.resize(count);
    }

    /** The TaskManagers' VMs that there are and aren't on their way out. */
    List<String> taskManagers() {
        return taskManagers.instances().stream()
                .filter(vm -> vm.state() == GroupMember.State.IN_SERVICE)
                .map(GroupMember::id)
                .toList();
    }

    VmInstance machine(String id) {
        return gcp.instance(id).orElseThrow();
    }

    /** Waits until the job runs with so many TaskManagers. */
    void awaitJobOn(int count) {
        await().atMost(ENOUGH)
                .ignoreExceptions()
                .untilAsserted(
                        () -> {
                            assertThat(taskManagers()).as(small::story).hasSize(count);
                            String leader = jobManagers.instances().get(0).id();
                            assertThat(small.get(machine(leader).ip(), "/overview"))
                                    .as(small::story)
                                    .contains("\"taskmanagers\":" + count, "\"jobs-running\":1");
                        });
    }

    /** Waits until it has ended, and tells what its agent has logged. */
    String awaitEnd(VmInstance machine) throws IOException {
        await().atMost(ENOUGH)
                .untilAsserted(() -> assertThat(machine.hasEnded()).as(small::story).isTrue());
        StringBuilder log = new StringBuilder();
        try (Stream<Path> files =
                Files.list(machine.directory().resolve("root/var/log/spillway"))) {
            for (Path file : files.filter(f -> f.toString().endsWith("agent.log")).toList()) {
                log.append(Files.readString(file));
            }
        }
        return log.toString();
    }

    /** Calls of Compute Engine and Cloud Monitoring that weren't allowed, or that nobody took. */
    List<ServedRequest> refusedCalls() {
        return gcp.computeApi().requests().stream().filter(each -> each.status() != 200).toList();
    }

    @Override
    public void close() {
        gcp.close();
        storage.close();
        processes.close();
    }
}
