package io.spillway.localcloud.gcp.compute;

import io.spillway.localcloud.control.ControlThread;
import io.spillway.localcloud.control.PoweredMachine;
import io.spillway.localcloud.gcp.metadata.VmMetadata;
import io.spillway.localcloud.gcp.metadata.VmMetadataServer;
import io.spillway.localcloud.machine.Boot;
import io.spillway.localcloud.machine.CloudMachine;
import io.spillway.localcloud.machine.LocalVm;
import io.spillway.localcloud.machine.VmLauncher;
import io.spillway.localcloud.machine.VmSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledFuture;

/**
 * A VM. Belongs to the control thread, but for what says otherwise.
 *
 * <p>From the press of ACPI's power button it has 30 s as a Spot VM and 90 s as another one ("Stop
 * or restart a compute instance" says 90 s or more, newer issues 120; "Spot VMs", "Preemption
 * process"), and then its power is cut.
 */
public final class VmInstance implements CloudMachine {
    private static final Duration SPOT_SHUTDOWN = Duration.ofSeconds(30);
    private static final Duration SHUTDOWN = Duration.ofSeconds(90);

    /** "Query metadata server for maintenance event notices". */
    private static final Duration MAINTENANCE_NOTICE = Duration.ofMinutes(1);

    /** What it does ("Compute Engine instance lifecycle"). */
    public enum State {
        PROVISIONING,
        RUNNING,
        STOPPING,
        TERMINATED
    }

    private final InstanceTemplate template;
    private final VmMetadataServer metadata;
    private final Path directory;
    private final Map<String, String> environment;
    private final ControlThread control;
    private final VmListener listener;
    private final PoweredMachine machine;

    private volatile State state = State.PROVISIONING;
    private boolean buttonPressed;
    private Runnable whenEnded;
    private String why = "failed";
    private ScheduledFuture<?> event;

    VmInstance(
            InstanceTemplate template,
            VmMetadataServer metadata,
            Path directory,
            Map<String, String> environment,
            VmLauncher launcher,
            ControlThread control,
            VmListener listener) {
        this.template = template;
        this.metadata = metadata;
        this.directory = directory;
        this.environment = environment;
        this.control = control;
        this.listener = listener;
        this.machine = new PoweredMachine(launcher, control, this::ended);
    }

    /** Its number. */
    @Override
    public String id() {
        return Long.toUnsignedString(metadata.metadata().facts().id());
    }

    /** Its name. Any thread may ask. */
    public String name() {
        return metadata.metadata().facts().name();
    }

    /** The zone that it is in. Any thread may ask. */
    public String zone() {
        return metadata.metadata().facts().zone();
    }

    /** Its private address. Any thread may ask. */
    public String ip() {
        return metadata.metadata().facts().ip();
    }

    /** What it was made from. Any thread may ask. */
    public InstanceTemplate template() {
        return template;
    }

    /** What its metadata says. Any thread may ask. */
    public VmMetadata metadata() {
        return metadata.metadata();
    }

    @Override
    public VmMetadataServer metadataServer() {
        return metadata;
    }

    @Override
    public Path directory() {
        return directory;
    }

    /** What it does. Any thread may ask. */
    public State state() {
        return state;
    }

    @Override
    public Optional<LocalVm> vm() {
        return machine.vm();
    }

    @Override
    public boolean wasCut() {
        return machine.wasCut();
    }

    @Override
    public boolean hasEnded() {
        return state == State.TERMINATED;
    }

    /** Whether its power button was pressed, so that it could shut down. */
    public boolean wasAskedToGo() {
        return buttonPressed;
    }

    void start() throws IOException {
        Files.createDirectories(directory);
        Boot.Main main = template.boot().prepare(id(), directory);
        Map<String, String> all = new HashMap<>(main.environment());
        all.putAll(environment);
        machine.boot(
                new VmSpec(
                        id(),
                        directory,
                        main.command(),
                        all,
                        template.bootDelay(),
                        // The developer's own account is none of the machine's business.
                        List.of("GOOGLE_", "GCE_", "CLOUDSDK_", "SPILLWAY_", "FLINK_")));
        state = State.RUNNING;
    }

    /** Shuts it down, for good. */
    void delete(Runnable whenDeleted) {
        if (state == State.TERMINATED) {
            whenDeleted.run();
            return;
        }
        whenEnded = whenDeleted;
        shutDown();
    }

    private void shutDown() {
        if (machine.vm().isEmpty()) {
            end();
        } else if (state != State.STOPPING) {
            state = State.STOPPING;
            buttonPressed = true;
            machine.pressButton(template.spot() ? SPOT_SHUTDOWN : SHUTDOWN);
        }
    }

    /**
     * Preempts it: it hears of that, and its power button is pressed at once, or after the
     * template's preemption notice duration.
     */
    void preempt() {
        if (state != State.RUNNING) {
            return;
        }
        why = "was preempted";
        metadata().preempted(true);
        replaceEvent(control.after(template.preemptionNotice(), this::shutDown));
    }

    /** A preemption's notice is taken back; nothing happens once the shutdown has begun. */
    void withdrawPreemption() {
        if (state == State.RUNNING) {
            metadata().preempted(false);
            replaceEvent(null);
        }
    }

    /** Its host goes into maintenance in a minute, which ends the VM. */
    void maintain() {
        if (state == State.RUNNING) {
            why = "was terminated for maintenance";
            metadata().maintenanceEvent("TERMINATE_ON_HOST_MAINTENANCE");
            replaceEvent(control.after(MAINTENANCE_NOTICE, this::shutDown));
        }
    }

    /** Maintenance is called off. */
    void cancelMaintenance() {
        if (state == State.RUNNING) {
            metadata().maintenanceEvent("NONE");
            replaceEvent(null);
        }
    }

    /** Somebody stops or deletes it by itself, and not by its group. */
    void stop() {
        why = "was deleted";
        shutDown();
    }

    /** Its host fails. */
    void fail() {
        if (state == State.TERMINATED) {
            return;
        }
        why = "failed with its host";
        if (machine.vm().isEmpty()) {
            end();
        } else {
            machine.cut();
        }
    }

    /** Takes it away, and tells nobody. */
    void discard() {
        whenEnded = () -> {};
        state = State.STOPPING;
        replaceEvent(null);
        machine.cut();
        if (machine.vm().isEmpty()) {
            end();
        } else {
            metadata.close();
        }
    }

    private void ended(int code, boolean cut) {
        if (state == State.RUNNING && code == 0 && !cut) {
            // Its main process has ended by itself; the machine is still there.
            return;
        }
        if (state == State.RUNNING && !cut) {
            why = "failed with exit code " + code;
        }
        end();
    }

    private void end() {
        state = State.TERMINATED;
        replaceEvent(null);
        metadata.close();
        if (whenEnded == null) {
            listener.lost(this, why);
        } else {
            whenEnded.run();
        }
    }

    private void replaceEvent(ScheduledFuture<?> next) {
        if (event != null) {
            event.cancel(false);
        }
        event = next;
    }
}
