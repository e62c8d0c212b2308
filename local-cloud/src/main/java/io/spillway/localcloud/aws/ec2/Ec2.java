package io.spillway.localcloud.aws.ec2;

import io.spillway.localcloud.aws.api.AccessKey;
import io.spillway.localcloud.aws.api.Principals;
import io.spillway.localcloud.aws.metadata.InstanceFacts;
import io.spillway.localcloud.aws.metadata.InstanceMetadata;
import io.spillway.localcloud.aws.metadata.MaintenanceEvent;
import io.spillway.localcloud.aws.metadata.MetadataServer;
import io.spillway.localcloud.control.ControlThread;
import io.spillway.localcloud.machine.Boot;
import io.spillway.localcloud.machine.VmLauncher;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All instances, and what EC2 does to them. Belongs to the control thread. */
public final class Ec2 {
    private static final Logger LOG = LoggerFactory.getLogger(Ec2.class);
    private static final Duration CREDENTIALS_LAST = Duration.ofHours(6);
    private static final String PRIVATE_IP = "127.0.0.1";

    private final Principals principals;
    private final Path directory;
    private final Map<String, String> endpoints;
    private final VmLauncher launcher;
    private final Clock clock;
    private final ControlThread control;
    private final Map<String, Ec2Instance> instances = new LinkedHashMap<>();
    private final List<MetadataServer> machines = new ArrayList<>();
    private long launches;
    private long events;

    /**
     * An EC2 without instances.
     *
     * @param directory where each instance gets a folder of its own
     * @param endpoints variables by which instances find the cloud's services
     */
    public Ec2(
            Principals principals,
            Path directory,
            Map<String, String> endpoints,
            VmLauncher launcher,
            Clock clock,
            ControlThread control) {
        this.principals = principals;
        this.directory = directory.toAbsolutePath();
        this.endpoints = Map.copyOf(endpoints);
        this.launcher = launcher;
        this.clock = clock;
        this.control = control;
    }

    /**
     * Launches an instance, whose metadata answers before its process starts.
     *
     * @param tags beside the template's
     * @param targetState what its group's lifecycle state will be; empty for one of no group
     * @throws IOException when it can't be launched; nothing is left of it then
     */
    public Ec2Instance launch(
            InstanceTemplate template,
            String zone,
            Map<String, String> tags,
            Optional<String> targetState,
            InstanceListener listener)
            throws IOException {
        InstanceMetadata metadata = metadata(template, zone, tags);
        String id = metadata.facts().instanceId();
        targetState.ifPresent(metadata::targetLifecycleState);
        MetadataServer server = MetadataServer.start(metadata, template.metadata(), clock);
        Path own = directory.resolve(id);
        Ec2Instance instance =
                new Ec2Instance(
                        template,
                        server,
                        own,
                        environment(server, own),
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

    private InstanceMetadata metadata(
            InstanceTemplate template, String zone, Map<String, String> tags) {
        launches++;
        String id = "i-%017x".formatted(launches);
        Instant now = control.now();
        Map<String, String> allTags = new HashMap<>(template.tags());
        allTags.putAll(tags);
        InstanceMetadata metadata =
                new InstanceMetadata(
                        new InstanceFacts(
                                id,
                                template.instanceType(),
                                template.architecture(),
                                principals.account(),
                                principals.region(),
                                zone,
                                template.imageId(),
                                PRIVATE_IP,
                                template.spot(),
                                template.role(),
                                allTags,
                                template.boot().userData(),
                                now),
                        template.metadata());
        template.role()
                .ifPresent(
                        role -> {
                            AccessKey key = principals.issue(role, id);
                            metadata.credentials(
                                    key.id(),
                                    key.secret(),
                                    key.token(),
                                    now,
                                    now.plus(CREDENTIALS_LAST));
                        });
        return metadata;
    }

    /**
     * A machine that somebody else starts and ends.
     *
     * @return what it must have in its environment
     */
    public Map<String, String> machine(String role) throws IOException {
        InstanceTemplate template = InstanceTemplate.of(role, role, Boot.elsewhere());
        InstanceMetadata metadata = metadata(template, principals.region() + "a", Map.of());
        MetadataServer server = MetadataServer.start(metadata, template.metadata(), clock);
        machines.add(server);
        return environment(server, directory.resolve(metadata.facts().instanceId()));
    }

    private Map<String, String> environment(MetadataServer server, Path own) {
        Map<String, String> environment = new HashMap<>(endpoints);
        environment.put("AWS_EC2_METADATA_SERVICE_ENDPOINT", server.address().toString());
        // Where clients would look for the developer's own settings and credentials.
        environment.put("HOME", own.toString());
        return environment;
    }

    /** An instance that was launched once. */
    public Optional<Ec2Instance> instance(String id) {
        return Optional.ofNullable(instances.get(id));
    }

    /** Those that have not been terminated, in the order of their launches. */
    public List<Ec2Instance> instances() {
        return instances.values().stream()
                .filter(each -> each.state() != Ec2Instance.State.TERMINATED)
                .toList();
    }

    /**
     * Reclaims a Spot instance: a notice in its metadata, and after that time it is taken away.
     *
     * @param notice 2 minutes on EC2
     */
    public void reclaim(String id, Duration notice) {
        instance(id)
                .ifPresent(
                        instance -> {
                            LOG.info("{} is reclaimed in {} s", id, notice.toSeconds());
                            instance.interrupt(notice);
                        });
    }

    /** Takes a reclaim's notice back. */
    public void withdrawReclaim(String id) {
        instance(id).ifPresent(Ec2Instance::withdrawInterruption);
    }

    /** Recommends that an instance be replaced. */
    public void recommendRebalance(String id) {
        instance(id).ifPresent(Ec2Instance::recommendRebalance);
    }

    /**
     * Schedules a maintenance event; after that time the instance is stopped for it.
     *
     * @param code such as {@code instance-retirement}
     */
    public void scheduleMaintenance(String id, String code, Duration notice) {
        Optional<Ec2Instance> instance = instance(id);
        if (instance.isEmpty()) {
            return;
        }
        events++;
        Instant from = control.now().plus(notice);
        instance.get()
                .metadata()
                .maintenance(
                        List.of(
                                new MaintenanceEvent(
                                        "instance-event-%017x".formatted(events),
                                        code,
                                        "The instance is scheduled for " + code,
                                        "active",
                                        from,
                                        from.plus(Duration.ofHours(2)))));
        instance.get().maintain(notice);
    }

    /** Cancels an instance's maintenance. */
    public void cancelMaintenance(String id) {
        instance(id)
                .ifPresent(
                        instance -> {
                            instance.metadata().maintenance(List.of());
                            instance.cancelMaintenance();
                        });
    }

    /** Takes an instance away at once, as a host that fails. */
    public void fail(String id) {
        instance(id).ifPresent(Ec2Instance::kill);
    }

    /** Takes all of them away at once; nothing happens after that. */
    public void close() {
        instances().forEach(Ec2Instance::discard);
        machines.forEach(MetadataServer::close);
    }
}
