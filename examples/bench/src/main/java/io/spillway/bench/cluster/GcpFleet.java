package io.spillway.bench.cluster;

import io.spillway.localcloud.gcp.GcpSettings;
import io.spillway.localcloud.gcp.LocalGcp;
import io.spillway.localcloud.gcp.autoscaling.Autoscaler;
import io.spillway.localcloud.gcp.autoscaling.AutoscalingPolicy;
import io.spillway.localcloud.gcp.autoscaling.AutoscalingPolicy.Mode;
import io.spillway.localcloud.gcp.compute.GroupSpec;
import io.spillway.localcloud.gcp.compute.InstanceTemplate;
import io.spillway.localcloud.gcp.compute.ManagedInstanceGroup;
import io.spillway.localcloud.gcp.compute.VmInstance;
import io.spillway.localcloud.gcp.storage.LocalStorage;
import io.spillway.localcloud.group.GroupMember;
import io.spillway.localcloud.machine.Boot;
import io.spillway.localcloud.machine.VmLauncher;
import io.spillway.localcloud.machine.VmSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Spot VMs of a regional managed instance group of the local cloud, whose autoscaler only scales
 * out, and the job's state in Cloud Storage, as the Terraform module sets them up.
 */
public final class GcpFleet implements CloudFleet {
    /** What a Spot VM has from its power button to its end. */
    public static final Duration NOTICE = Duration.ofSeconds(30);

    /** The job's name in Cloud Monitoring. */
    public static final String JOB = "sequences";

    private static final String JOB_MANAGERS = "jobmanager";
    private static final String ACCOUNT = "spillway@local-project.iam.gserviceaccount.com";
    private static final int SLOTS = 1;

    private final double speed;
    private final LocalStorage storage;
    private final LocalGcp gcp;
    private ManagedInstanceGroup group;
    private ManagedInstanceGroup jobManagers;
    private Autoscaler autoscaler;

    private GcpFleet(double speed, LocalStorage storage, LocalGcp gcp) {
        this.speed = speed;
        this.storage = storage;
        this.gcp = gcp;
    }

    /**
     * Google Cloud; a VM's power button is pressed together with the notice of its preemption.
     *
     * @param speed how much faster than the clock the autoscaler's minutes pass, 1 or more
     */
    public static Cloud<GcpFleet> of(double speed) {
        return (machines, launcher) -> start(machines, launcher, speed);
    }

    private static GcpFleet start(Path machines, VmLauncher launcher, double speed)
            throws IOException {
        LocalStorage storage = LocalStorage.start();
        try {
            return new GcpFleet(speed, storage, LocalGcp.start(GcpSettings.in(machines), launcher));
        } catch (IOException e) {
            storage.close();
            throw e;
        }
    }

    @Override
    public Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>(storage.settings());
        settings.putAll(gcp.endpoints());
        settings.put("execution.checkpointing.dir", "gs://" + LocalStorage.BUCKET + "/checkpoints");
        settings.put("spillway.cloud", "gcp");
        settings.put("spillway.gcp.location", gcp.settings().region());
        settings.put("spillway.metric-sink.group", GROUP);
        settings.put("spillway.metric-sink.job", JOB);
        return settings;
    }

    @Override
    public VmSpec onMachine(VmSpec process) {
        Map<String, String> environment = new LinkedHashMap<>(process.environment());
        environment.putAll(gcp.machineEnvironment(JOB_MANAGERS, ACCOUNT));
        return new VmSpec(
                process.id(),
                process.directory(),
                process.command(),
                environment,
                process.bootDelay(),
                List.of("GOOGLE_", "GCE_", "CLOUDSDK_"));
    }

    @Override
    public void createJobManager(Boot image) {
        jobManagers =
                gcp.createGroup(
                        GroupSpec.regional(
                                JOB_MANAGERS,
                                gcp.settings().zones(),
                                1,
                                InstanceTemplate.of(JOB_MANAGERS, ACCOUNT, image)));
    }

    @Override
    public void createTaskManagers(Boot image, int instances) {
        group =
                gcp.createGroup(
                        GroupSpec.regional(
                                GROUP,
                                gcp.settings().zones(),
                                instances,
                                InstanceTemplate.of(GROUP, ACCOUNT, image)));
        autoscaler =
                gcp.autoscale(
                        group,
                        AutoscalingPolicy.requiredSlots(instances, 2 * instances, GROUP, JOB, SLOTS)
                                .with(Mode.ONLY_SCALE_OUT),
                        speed);
    }

    /** The cloud. */
    public LocalGcp gcp() {
        return gcp;
    }

    /** The TaskManagers' group. */
    public ManagedInstanceGroup group() {
        return group;
    }

    /** The group's autoscaler; at the beginning its minimum is the group's size. */
    public Autoscaler autoscaler() {
        return autoscaler;
    }

    @Override
    public List<GroupMember> members() {
        return group.instances();
    }

    @Override
    public int desired() {
        return group.targetSize();
    }

    /** By the autoscaler's minimum. */
    @Override
    public void resize(int instances) {
        autoscaler.setLimits(instances, autoscaler.policy().maximum());
    }

    @Override
    public List<String> jobManagers() {
        return jobManagers.instances().stream()
                .filter(each -> each.state() == GroupMember.State.IN_SERVICE)
                .map(GroupMember::id)
                .toList();
    }

    @Override
    public VmInstance machine(String id) {
        return gcp.instance(id).orElseThrow();
    }

    @Override
    public void reclaim(String id) {
        gcp.preempt(id);
    }

    @Override
    public boolean waitsForDrains() {
        return false;
    }

    @Override
    public Optional<Duration> heldFor(String id) {
        return Optional.empty();
    }

    @Override
    public Optional<Duration> bootTime(String id) {
        return Optional.empty();
    }

    @Override
    public void takeAway(String id) {
        gcp.fail(id);
    }

    @Override
    public int calls() {
        return gcp.computeApi().requests().size();
    }

    @Override
    public void forgetCalls() {
        gcp.computeApi().reset();
    }

    @Override
    public void close() {
        gcp.close();
        storage.close();
    }
}
