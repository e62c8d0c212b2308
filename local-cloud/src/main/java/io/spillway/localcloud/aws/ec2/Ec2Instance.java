package io.spillway.localcloud.aws.ec2;

import io.spillway.localcloud.aws.metadata.InstanceMetadata;
import io.spillway.localcloud.aws.metadata.MetadataServer;
import io.spillway.localcloud.control.ControlThread;
import io.spillway.localcloud.control.PoweredMachine;
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

/** An instance. Belongs to the control thread, but for what says otherwise. */
public final class Ec2Instance implements CloudMachine {
    /** From ACPI's power button to the end of power; AWS tells nobody how long it waits. */
    private static final Duration SHUTDOWN = Duration.ofSeconds(30);

    /** What an instance does (EC2 user guide, "Amazon EC2 instance state changes"). */
    public enum State {
        RUNNING,
        STOPPING,
        STOPPED,
        SHUTTING_DOWN,
        TERMINATED
    }

    private final InstanceTemplate template;
    private final MetadataServer metadata;
    private final Path directory;
    private final Map<String, String> environment;
    private final ControlThread control;
    private final InstanceListener listener;
    private final PoweredMachine machine;

    private volatile State state = State.STOPPED;
    private ScheduledFuture<?> interruption;
    private ScheduledFuture<?> maintenance;
    private Runnable ended = () -> {};

    Ec2Instance(
            InstanceTemplate template,
            MetadataServer metadata,
            Path directory,
            Map<String, String> environment,
            VmLauncher launcher,
            ControlThread control,
            InstanceListener listener) {
        this.template = template;
        this.metadata = metadata;
        this.directory = directory;
        this.environment = environment;
        this.control = control;
        this.listener = listener;
        this.machine = new PoweredMachine(launcher, control, this::exited);
    }

    @Override
    public String id() {
        return metadata.metadata().facts().instanceId();
    }

    /** What it was launched from. Any thread may ask. */
    public InstanceTemplate template() {
        return template;
    }

    /** What its metadata says. Any thread may ask. */
    public InstanceMetadata metadata() {
        return metadata.metadata();
    }

    @Override
    public MetadataServer metadataServer() {
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

    /** Boots it, for the first time or after it was stopped. */
    public void start() throws IOException {
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
                        List.of("AWS_", "SPILLWAY_", "FLINK_")));
        state = State.RUNNING;
    }

    /** Shuts it down; it can be started again. */
    public void stop(Runnable whenStopped) {
        shutDown(State.STOPPING, whenStopped);
    }

    /** Shuts it down for good. */
    public void terminate(Runnable whenTerminated) {
        shutDown(State.SHUTTING_DOWN, whenTerminated);
    }

    private void shutDown(State way, Runnable whenEnded) {
        ended = whenEnded;
        state = way;
        cancelTimers();
        if (machine.vm().isEmpty()) {
            end();
        } else {
            machine.pressButton(SHUTDOWN);
        }
    }

    /** Takes it away at once. */
    void kill() {
        machine.cut();
    }

    /** Takes it away, and tells nobody. */
    void discard() {
        ended = () -> {};
        state = State.SHUTTING_DOWN;
        cancelTimers();
        replace(interruption);
        kill();
        if (machine.vm().isEmpty()) {
            end();
        } else {
            metadata.close();
        }
    }

    private void exited(int code, boolean cut) {
        switch (state) {
            case RUNNING -> {
                if (code == 0 && !cut) {
                    listener.idle(this, code);
                } else {
                    lose(cut ? "was taken away" : "failed with exit code " + code);
                }
            }
            case STOPPING, SHUTTING_DOWN -> end();
            case STOPPED, TERMINATED -> {}
        }
    }

    private void lose(String why) {
        state = State.SHUTTING_DOWN;
        ended = () -> listener.lost(this, why);
        end();
    }

    private void end() {
        if (state == State.STOPPING) {
            state = State.STOPPED;
        } else {
            state = State.TERMINATED;
            cancelTimers();
            metadata.close();
        }
        ended.run();
    }

    /** Gives notice, as EC2 does; at its end the machine is taken away, ready or not. */
    void interrupt(Duration notice) {
        metadata().spotInterruption("terminate", control.now().plus(notice));
        replace(interruption);
        interruption = control.after(notice, () -> takeAway("was reclaimed"));
        listener.interruptionNotice(this);
    }

    void withdrawInterruption() {
        metadata().withdrawSpotInterruption();
        replace(interruption);
        interruption = null;
    }

    void maintain(Duration notice) {
        replace(maintenance);
        maintenance = control.after(notice, () -> takeAway("was stopped for maintenance"));
    }

    void cancelMaintenance() {
        replace(maintenance);
        maintenance = null;
    }

    void recommendRebalance() {
        metadata().rebalanceRecommendation(control.now());
        listener.rebalanceRecommended(this);
    }

    private void takeAway(String why) {
        if (machine.vm().isEmpty()) {
            lose(why);
        } else {
            machine.cut();
        }
    }

    private void cancelTimers() {
        cancelMaintenance();
        // A Spot reclaim comes all the same, though its group has begun to terminate the instance.
        if (state == State.TERMINATED && interruption != null) {
            interruption.cancel(false);
        }
    }

    private static void replace(ScheduledFuture<?> timer) {
        if (timer != null) {
            timer.cancel(false);
        }
    }
}
