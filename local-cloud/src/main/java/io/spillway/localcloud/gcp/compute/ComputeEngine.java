package io.spillway.localcloud.gcp.compute;

import io.spillway.localcloud.control.ControlThread;
import io.spillway.localcloud.gcp.GcpSettings;
import io.spillway.localcloud.gcp.api.ServiceAccounts;
import io.spillway.localcloud.gcp.metadata.VmFacts;
import io.spillway.localcloud.gcp.metadata.VmMetadata;
import io.spillway.localcloud.gcp.metadata.VmMetadataServer;
import io.spillway.localcloud.machine.Boot;
import io.spillway.localcloud.machine.VmLauncher;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All VMs, and what Compute Engine does to them. Belongs to the control thread. */
public final class ComputeEngine {
    private static final Logger LOG = LoggerFactory.getLogger(ComputeEngine.class);

    /** Ids are numbers of 19 digits or so. */
    private static final long FIRST_ID = 4_711_000_000_000_000_000L;

    private static final Duration TOKENS_LAST = Duration.ofHours(1);
    private static final boolean LINUX = System.getProperty("os.name").equals("Linux");

    private final GcpSettings settings;
    private final ServiceAccounts accounts;
    private final VmLauncher launcher;
    private final ControlThread control;
    private final Map<String, VmInstance> instances = new LinkedHashMap<>();
    private final List<VmMetadataServer> machines = new ArrayList<>();
    private long launches;
    private boolean stockout;

    /** A Compute Engine without VMs. */
    public ComputeEngine(
            GcpSettings settings,
            ServiceAccounts accounts,
            VmLauncher launcher,
            ControlThread control) {
        this.settings = settings;
        this.accounts = accounts;
        this.launcher = launcher;
        this.control = control;
    }

    /**
     * Launches a VM, whose metadata answers before its process starts.
     *
     * @param name unique among those that are there
     * @param metadata custom metadata beside the template's
     * @throws IOException when it can't be launched; nothing is left of it then
     */
    public VmInstance launch(
            InstanceTemplate template,
            String name,
            String zone,
            Map<String, String> metadata,
            VmListener listener)
            throws IOException {
        if (stockout) {
            throw new IOException(
                    "ZONE_RESOURCE_POOL_EXHAUSTED: The zone '%s' does not have enough resources available to fulfill the request."
                            .formatted(zone));
        }
        VmMetadata says = metadata(template, name, zone, metadata);
        VmMetadataServer server = VmMetadataServer.start(says);
        String id = Long.toUnsignedString(says.facts().id());
        VmInstance instance =
                new VmInstance(
                        template,
                        server,
                        settings.directory().resolve(id),
                        environment(server, id),
                        launcher,
                        control,
                        listener);
        try {
            instance.start();
        } catch (IOException e) {
            server.close();
            throw e;
        }
        instances.put(id, instance);
        return instance;
    }

    private VmMetadata metadata(
            InstanceTemplate template, String name, String zone, Map<String, String> metadata) {
        launches++;
        Map<String, String> all = new HashMap<>(template.metadata());
        template.boot().userData().ifPresent(script -> all.put("startup-script", script));
        all.putAll(metadata);
        VmMetadata says =
                new VmMetadata(
                        new VmFacts(
                                FIRST_ID + launches,
                                name,
                                settings.project(),
                                settings.projectNumber(),
                                zone,
                                template.machineType(),
                                address(launches),
                                template.spot(),
                                template.serviceAccount(),
                                all));
        says.token(accounts.issue(template.serviceAccount()), TOKENS_LAST);
        return says;
    }

    /** Where the whole network 127 is the loopback interface, each VM has an address of its own. */
    private static String address(long number) {
        return LINUX ? "127.42.%d.%d".formatted(number / 250 % 250, number % 250 + 1) : "127.0.0.1";
    }

    /**
     * A machine that somebody else starts and ends.
     *
     * @return what it must have in its environment
     */
    public Map<String, String> machine(String name, String serviceAccount) throws IOException {
        InstanceTemplate template = InstanceTemplate.of(name, serviceAccount, Boot.elsewhere());
        VmMetadata says = metadata(template, name, settings.zones().get(0), Map.of());
        VmMetadataServer server = VmMetadataServer.start(says);
        machines.add(server);
        return environment(server, Long.toUnsignedString(says.facts().id()));
    }

    private Map<String, String> environment(VmMetadataServer server, String id) {
        Map<String, String> environment = new HashMap<>(settings.environment());
        environment.put("GCE_METADATA_HOST", server.host());
        // Where clients would look for the developer's own credentials.
        String own = settings.directory().resolve(id).toString();
        environment.put("HOME", own);
        environment.put("CLOUDSDK_CONFIG", own);
        return environment;
    }

    /** A VM that was launched once, by its id. */
    public Optional<VmInstance> instance(String id) {
        return Optional.ofNullable(instances.get(id));
    }

    /** Those that are there, in the order of their launches. */
    public List<VmInstance> instances() {
        return instances.values().stream()
                .filter(each -> each.state() != VmInstance.State.TERMINATED)
                .toList();
    }

    /** Does something to a VM, if there is one of that id. */
    void on(String id, String what, Consumer<VmInstance> deed) {
        Optional<VmInstance> instance = instance(id);
        instance.ifPresent(vm -> LOG.info("{} ({}) {}", vm.name(), id, what));
        instance.ifPresent(deed);
    }

    /** Preempts a VM. */
    public void preempt(String id) {
        on(id, "is preempted", VmInstance::preempt);
    }

    /** Takes a preemption's notice back. */
    public void withdrawPreemption(String id) {
        on(id, "isn't preempted after all", VmInstance::withdrawPreemption);
    }

    /** Has a VM's host go into maintenance in a minute. */
    public void maintain(String id) {
        on(id, "is terminated for maintenance in a minute", VmInstance::maintain);
    }

    /** Calls maintenance off. */
    public void cancelMaintenance(String id) {
        on(id, "has no maintenance after all", VmInstance::cancelMaintenance);
    }

    /**
     * Whether there is no machine left to be had ("Troubleshooting resource availability errors").
     */
    public void setStockout(boolean nothingLeft) {
        stockout = nothingLeft;
    }

    /** Has a VM's host fail. */
    public void fail(String id) {
        on(id, "fails", VmInstance::fail);
    }

    /** Takes all of them away at once; nothing happens after that. */
    public void close() {
        instances().forEach(VmInstance::discard);
        machines.forEach(VmMetadataServer::close);
    }
}
