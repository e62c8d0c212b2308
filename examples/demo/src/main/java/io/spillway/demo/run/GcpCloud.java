package io.spillway.demo.run;

import io.spillway.localcloud.cluster.Preparation;
import io.spillway.localcloud.gcp.GcpSettings;
import io.spillway.localcloud.gcp.LocalGcp;
import io.spillway.localcloud.gcp.autoscaling.AutoscalingPolicy;
import io.spillway.localcloud.gcp.autoscaling.AutoscalingPolicy.Mode;
import io.spillway.localcloud.gcp.compute.GroupSpec;
import io.spillway.localcloud.gcp.compute.InstanceTemplate;
import io.spillway.localcloud.gcp.storage.LocalStorage;
import io.spillway.localcloud.machine.Boot;
import io.spillway.localcloud.machine.VmLauncher;
import io.spillway.localcloud.machine.VmSpec;
import io.spillway.localcloud.machine.VmTemplate;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Google Cloud on this machine for one run: a managed instance group with its autoscaler, VMs with
 * their metadata, Cloud Monitoring, and Cloud Storage.
 */
final class GcpCloud implements PlayedCloud {
    /**
     * An autoscaler's minute takes 3 s: a scale-out needs one, a scale-in the ten of its look back.
     */
    static final double SPEED = 20;

    /** What an autoscaler and the JobManager look back, ten minutes, as fast. */
    static final Duration LOOK_BACK = Duration.ofMillis(Math.round(600_000 / SPEED));

    private static final String GROUP = "taskmanagers";
    private static final String JOB = "demo";
    private static final String ACCOUNT = "spillway@local-project.iam.gserviceaccount.com";

    private final LocalStorage storage;
    private final LocalGcp gcp;
    private final ScaleInBy scaleInBy;

    private GcpCloud(LocalStorage storage, LocalGcp gcp, ScaleInBy scaleInBy) {
        this.storage = storage;
        this.gcp = gcp;
        this.scaleInBy = scaleInBy;
    }

    /**
     * Starts it.
     *
     * @param machines where each machine gets a directory of its own, named by its id
     * @param scaleInBy who takes machines away
     */
    static GcpCloud start(Path home, Path machines, VmLauncher launcher, ScaleInBy scaleInBy)
            throws IOException {
        LocalStorage storage = LocalStorage.start();
        try {
            return new GcpCloud(
                    storage,
                    LocalGcp.start(
                            GcpSettings.in(machines)
                                    .withEnvironment(Preparation.environment(home))
                                    .withSpeed(SPEED),
                            launcher),
                    scaleInBy);
        } catch (IOException e) {
            storage.close();
            throw e;
        }
    }

    @Override
    public Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>(storage.settings());
        settings.putAll(gcp.endpoints());
        settings.put("high-availability.type", "object-store");
        settings.put("high-availability.storageDir", "gs://" + LocalStorage.BUCKET + "/ha");
        settings.put("high-availability.cluster-id", JOB);
        settings.put("spillway.cloud", "gcp");
        settings.put("spillway.gcp.location", zone());
        settings.put("spillway.metric-sink.group", GROUP);
        settings.put("spillway.metric-sink.job", JOB);
        settings.put("spillway.scaling.publish-interval", "1 s");
        settings.put(
                "spillway.scale-in.mode",
                scaleInBy == ScaleInBy.JOBMANAGER ? "jobmanager" : "cloud");
        settings.put("spillway.scale-in.stabilization-window", LOOK_BACK.toMillis() + " ms");
        return settings;
    }

    @Override
    public String checkpoints() {
        return "gs://" + LocalStorage.BUCKET + "/checkpoints";
    }

    @Override
    public VmSpec jobManager(VmSpec spec) {
        Map<String, String> environment = new HashMap<>(spec.environment());
        environment.putAll(gcp.machineEnvironment("jobmanager", ACCOUNT));
        return new VmSpec(
                spec.id(),
                spec.directory(),
                spec.command(),
                environment,
                spec.bootDelay(),
                List.of("GOOGLE_", "GCE_", "CLOUDSDK_"));
    }

    @Override
    public Fleet fleet(VmTemplate machines, int maximum) {
        return new GcpFleet(
                gcp,
                GroupSpec.zonal(
                        GROUP,
                        zone(),
                        1,
                        InstanceTemplate.of(GROUP, ACCOUNT, Boot.image(machines))),
                AutoscalingPolicy.requiredSlots(1, maximum, GROUP, JOB, Tuning.SLOTS)
                        .with(scaleInBy == ScaleInBy.JOBMANAGER ? Mode.ONLY_SCALE_OUT : Mode.ON));
    }

    private String zone() {
        return gcp.settings().zones().get(0);
    }

    @Override
    public String account() {
        Map<String, Long> calls =
                gcp.computeApi().requests().stream()
                        .collect(
                                Collectors.groupingBy(
                                        each ->
                                                each.path()
                                                        .substring(
                                                                each.path().lastIndexOf('/') + 1),
                                        Collectors.counting()));
        return "Calls: %d CreateTimeSeries%s"
                .formatted(
                        gcp.monitoring().requests().size(),
                        calls.entrySet().stream()
                                .map(each -> ", " + each.getValue() + " " + each.getKey())
                                .collect(Collectors.joining()));
    }

    @Override
    public void close() {
        gcp.close();
        storage.close();
    }
}
