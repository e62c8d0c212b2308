package io.spillway.gcp;

import io.spillway.cloud.machine.MetadataException;
import io.spillway.gcp.lifecycle.GroupLifecycle;
import io.spillway.gcp.lifecycle.HealthEndpoint;
import io.spillway.gcp.metadata.GroupName;
import io.spillway.gcp.metadata.InstanceMetadata;
import io.spillway.gcp.metadata.VmIdentity;
import io.spillway.gcp.notices.GracefulShutdown;
import io.spillway.gcp.notices.MaintenanceEvent;
import io.spillway.gcp.notices.Pace;
import io.spillway.gcp.notices.Preemption;
import io.spillway.gcp.notices.UpcomingMaintenance;
import io.spillway.spi.cloud.CloudInstance;
import io.spillway.spi.cloud.InstanceIdentity;
import io.spillway.spi.cloud.InstanceLifecycle;
import io.spillway.spi.cloud.TerminationNotices;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A Compute Engine VM: its parts, put together. */
final class GcpInstance implements CloudInstance {
    private static final Logger LOG = LoggerFactory.getLogger(GcpInstance.class);
    private static final Duration SHORT = Duration.ofMillis(500);

    private final InstanceIdentity identity;
    private final Optional<HealthEndpoint> health;
    private final GroupLifecycle lifecycle;
    private final List<TerminationNotices> notices = new ArrayList<>();

    /**
     * @param clock to be right, as planned maintenance is told in absolute time
     */
    GcpInstance(InstanceMetadata metadata, VmIdentity vm, GcpSettings settings, Clock clock) {
        this.identity =
                new InstanceIdentity(
                        vm.id(),
                        vm.ip(),
                        Optional.of(vm.zone()),
                        vm.machineType(),
                        vm.group().map(GroupName::name));
        LOG.info("Compute Engine VM {} is instance {}", vm.name(), vm.id());
        this.health = health(vm, settings.healthPort());
        this.lifecycle = new GroupLifecycle(vm.group(), health);
        if (vm.spot()) {
            notices.add(
                    new Preemption(
                            metadata,
                            settings.preemptionNotice(),
                            Pace.STANDARD,
                            System::nanoTime));
        }
        notices.add(new MaintenanceEvent(metadata, Pace.STANDARD, System::nanoTime));
        notices.add(new GracefulShutdown(metadata, Pace.STANDARD, System::nanoTime));
        notices.add(
                new UpcomingMaintenance(
                        metadata, migrates(metadata), UpcomingMaintenance.EVERY, clock));
    }

    private static boolean migrates(InstanceMetadata metadata) {
        try {
            return metadata.get("instance/scheduling/on-host-maintenance", SHORT)
                    .filter(text -> text.strip().equals("MIGRATE"))
                    .isPresent();
        } catch (MetadataException e) {
            LOG.warn(
                    "Whether the VM is migrated for maintenance isn't known, so it is drained before it: {}",
                    e.getMessage());
            return false;
        }
    }

    private static Optional<HealthEndpoint> health(VmIdentity vm, int port) {
        if (port == 0 || vm.group().isEmpty() || vm.ip().isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(HealthEndpoint.start(vm.ip().get(), port));
        } catch (IOException e) {
            LOG.warn(
                    "No health for the group's health check on {}:{} (spillway.gcp.health-port): {}",
                    vm.ip().get(),
                    port,
                    e.getMessage());
            return Optional.empty();
        }
    }

    @Override
    public InstanceIdentity identity() {
        return identity;
    }

    @Override
    public List<TerminationNotices> notices() {
        return List.copyOf(notices);
    }

    @Override
    public InstanceLifecycle lifecycle() {
        return lifecycle;
    }

    @Override
    public void close() {
        health.ifPresent(HealthEndpoint::close);
    }
}
