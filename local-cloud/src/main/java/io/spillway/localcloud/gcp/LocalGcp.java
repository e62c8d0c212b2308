package io.spillway.localcloud.gcp;

import io.spillway.localcloud.control.ControlThread;
import io.spillway.localcloud.gcp.api.ServiceAccounts;
import io.spillway.localcloud.gcp.autoscaling.Autoscaler;
import io.spillway.localcloud.gcp.autoscaling.AutoscalingPolicy;
import io.spillway.localcloud.gcp.compute.ComputeApi;
import io.spillway.localcloud.gcp.compute.ComputeEngine;
import io.spillway.localcloud.gcp.compute.GroupSpec;
import io.spillway.localcloud.gcp.compute.ManagedInstanceGroup;
import io.spillway.localcloud.gcp.compute.VmInstance;
import io.spillway.localcloud.gcp.monitoring.MonitoringServer;
import io.spillway.localcloud.gcp.monitoring.TimeSeriesStore;
import io.spillway.localcloud.group.GroupEvent;
import io.spillway.localcloud.machine.VmLauncher;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;

/**
 * Google Cloud on this machine: Compute Engine with managed instance groups and their autoscalers,
 * VMs with their metadata, and Cloud Monitoring. All methods may be called from any thread but the
 * cloud's own, and wait until it has taken note.
 */
public final class LocalGcp implements AutoCloseable {
    private final GcpSettings settings;
    private final ScheduledExecutorService executor;
    private final boolean ownsExecutor;
    private final ControlThread control;
    private final ServiceAccounts accounts = new ServiceAccounts();
    private final TimeSeriesStore metrics = new TimeSeriesStore();
    private final ComputeEngine compute;
    private final ComputeApi computeApi;
    private final MonitoringServer monitoring;
    private final List<ManagedInstanceGroup> groups = new CopyOnWriteArrayList<>();
    private final List<Autoscaler> autoscalers = new CopyOnWriteArrayList<>();

    private LocalGcp(
            GcpSettings settings,
            VmLauncher launcher,
            Clock clock,
            ScheduledExecutorService executor,
            boolean ownsExecutor)
            throws IOException {
        this.settings = settings;
        this.executor = executor;
        this.ownsExecutor = ownsExecutor;
        this.control = new ControlThread(executor, clock);
        this.compute = new ComputeEngine(settings, accounts, launcher, control);
        this.computeApi = ComputeApi.start(settings.project(), compute, accounts, control);
        this.monitoring = MonitoringServer.start(settings.project(), accounts, metrics, clock);
    }

    /** Starts one by the system's clock. */
    public static LocalGcp start(GcpSettings settings, VmLauncher launcher) throws IOException {
        ScheduledExecutorService executor =
                Executors.newSingleThreadScheduledExecutor(
                        task -> {
                            Thread thread = new Thread(task, "local-gcp");
                            thread.setDaemon(true);
                            return thread;
                        });
        return new LocalGcp(settings, launcher, Clock.systemUTC(), executor, true);
    }

    /**
     * Starts one whose time somebody else moves.
     *
     * @param executor with one thread; it stays the caller's
     */
    public static LocalGcp start(
            GcpSettings settings,
            VmLauncher launcher,
            Clock clock,
            ScheduledExecutorService executor)
            throws IOException {
        return new LocalGcp(settings, launcher, clock, executor, false);
    }

    /** What it is like. */
    public GcpSettings settings() {
        return settings;
    }

    /** What a process needs in config.yaml to find the cloud's APIs. */
    public Map<String, String> endpoints() {
        return Map.of(
                "spillway.gcp.monitoring.endpoint", monitoring.address().toString(),
                "spillway.gcp.compute.endpoint", computeApi.address().toString());
    }

    /**
     * What a machine that isn't launched here has in its environment, a JobManager's for one:
     * metadata of its own with tokens of that service account. Nothing of the developer's settings
     * for Google Cloud may be beside it.
     */
    public Map<String, String> machineEnvironment(String name, String serviceAccount) {
        return control.ask(() -> compute.machine(name, serviceAccount));
    }

    /** Makes a group, which creates its first VMs soon. */
    public ManagedInstanceGroup createGroup(GroupSpec spec) {
        return createGroup(spec, List.of());
    }

    /** The same, with listeners who hear of everything from the beginning. */
    public ManagedInstanceGroup createGroup(GroupSpec spec, List<Consumer<GroupEvent>> listeners) {
        String scope =
                spec.zone().map(zone -> "zones/" + zone).orElse("regions/" + settings.region());
        ManagedInstanceGroup group =
                new ManagedInstanceGroup(
                        spec,
                        "projects/%d/%s/instanceGroupManagers/%s"
                                .formatted(settings.projectNumber(), scope, spec.name()),
                        compute,
                        control);
        listeners.forEach(group::addListener);
        control.ask(
                () -> {
                    computeApi.add(scope, group);
                    return true;
                });
        groups.add(group);
        group.start();
        return group;
    }

    /** Gives a group an autoscaler. */
    public Autoscaler autoscale(ManagedInstanceGroup group, AutoscalingPolicy policy) {
        return autoscale(group, policy, settings.speed());
    }

    /** The same, faster than the rest of the cloud. */
    public Autoscaler autoscale(
            ManagedInstanceGroup group, AutoscalingPolicy policy, double speed) {
        return control.ask(
                () -> {
                    Autoscaler autoscaler =
                            Autoscaler.start(group.sized(), policy, metrics, speed, control);
                    computeApi.add(group, autoscaler);
                    autoscalers.add(autoscaler);
                    return autoscaler;
                });
    }

    /** Compute Engine's API: its address, calls and faults. */
    public ComputeApi computeApi() {
        return computeApi;
    }

    /** Cloud Monitoring. */
    public MonitoringServer monitoring() {
        return monitoring;
    }

    /** What Cloud Monitoring holds. */
    public TimeSeriesStore metrics() {
        return metrics;
    }

    /** Who may call, and what. */
    public ServiceAccounts accounts() {
        return accounts;
    }

    /** A VM that was launched once; its metadata server counts and fails. */
    public Optional<VmInstance> instance(String id) {
        return control.ask(() -> compute.instance(id));
    }

    /** Those that are there. */
    public List<VmInstance> instances() {
        return control.ask(compute::instances);
    }

    /**
     * Preempts a Spot VM: its metadata says so, its power button is pressed, and 30 s later its
     * power is cut, ready or not ("Spot VMs", "Preemption process").
     */
    public void preempt(String id) {
        control.post(() -> compute.preempt(id));
    }

    /** Takes back the notice of a preemption whose shutdown hasn't begun. */
    public void withdrawPreemption(String id) {
        control.post(() -> compute.withdrawPreemption(id));
    }

    /** Has a VM's host go into maintenance in a minute, which ends the VM. */
    public void maintain(String id) {
        control.post(() -> compute.maintain(id));
    }

    /** Calls maintenance off. */
    public void cancelMaintenance(String id) {
        control.post(() -> compute.cancelMaintenance(id));
    }

    /** From now on no VM can be created, or they can again; groups keep trying. */
    public void setStockout(boolean nothingLeft) {
        control.ask(
                () -> {
                    compute.setStockout(nothingLeft);
                    return true;
                });
    }

    /** Takes a VM away at once, as a host that fails. */
    public void fail(String id) {
        control.post(() -> compute.fail(id));
    }

    /** Takes all VMs away, and ends everything. Whoever launched them waits for their end. */
    @Override
    public void close() {
        autoscalers.forEach(Autoscaler::close);
        groups.forEach(ManagedInstanceGroup::suspend);
        control.ask(
                () -> {
                    compute.close();
                    return true;
                });
        computeApi.close();
        monitoring.close();
        if (ownsExecutor) {
            executor.shutdownNow();
        }
    }
}
