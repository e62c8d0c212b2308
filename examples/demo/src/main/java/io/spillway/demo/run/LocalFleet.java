package io.spillway.demo.run;

import io.spillway.localcloud.autoscaling.GroupAutoscaler;
import io.spillway.localcloud.group.GroupEvent;
import io.spillway.localcloud.group.GroupMember;
import io.spillway.localcloud.group.GroupSettings;
import io.spillway.localcloud.group.LocalGroup;
import io.spillway.localcloud.machine.VmLauncher;
import io.spillway.localcloud.machine.VmTemplate;
import io.spillway.restapi.FleetView;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;

/** The machines, and the rule that decides how many there are. */
final class LocalFleet implements Fleet {
    private static final Duration REPLACEMENT_DELAY = Duration.ofSeconds(1);

    private final ScheduledExecutorService executor =
            Executors.newScheduledThreadPool(
                    2,
                    task -> {
                        Thread thread = new Thread(task, "fleet");
                        thread.setDaemon(true);
                        return thread;
                    });
    private final ScheduledExecutorService groupExecutor =
            Executors.newSingleThreadScheduledExecutor(
                    task -> {
                        Thread thread = new Thread(task, "group");
                        thread.setDaemon(true);
                        return thread;
                    });
    private final LocalGroup group;
    private final GroupAutoscaler autoscaler;

    /** No machine is there until {@link #start()}. */
    LocalFleet(
            VmTemplate template,
            int maxTaskManagers,
            VmLauncher launcher,
            Rule rule,
            JobObserver observer) {
        this.group =
                new LocalGroup(
                        new GroupSettings(
                                "tm",
                                1,
                                maxTaskManagers,
                                1,
                                Tuning.GRACE_PERIOD,
                                REPLACEMENT_DELAY),
                        template,
                        launcher,
                        Clock.systemUTC(),
                        groupExecutor);
        this.autoscaler =
                new GroupAutoscaler(
                        group,
                        rule.settings(),
                        rule.source(observer),
                        Tuning.SLOTS,
                        Clock.systemUTC(),
                        executor);
    }

    @Override
    public void addListener(Consumer<GroupEvent> listener) {
        group.addListener(listener);
    }

    @Override
    public void start() {
        group.start();
    }

    @Override
    public void follow() {
        autoscaler.start();
    }

    @Override
    public void hold() {
        autoscaler.close();
    }

    @Override
    public void noteJoined(FleetView fleet) {
        for (FleetView.TaskManager taskManager : fleet.taskManagers()) {
            if (taskManager.state() == FleetView.State.IN_SERVICE) {
                group.joined(taskManager.id());
            }
        }
    }

    @Override
    public List<GroupMember> members() {
        return group.members();
    }

    @Override
    public int desired() {
        return group.desired();
    }

    @Override
    public int maximum() {
        return group.settings().maximum();
    }

    @Override
    public void add() {
        group.setDesired(Math.min(group.desired() + 1, maximum()));
    }

    @Override
    public void notice(String id) {
        group.stop(id);
    }

    @Override
    public void freeze(String id) {
        group.freeze(id);
    }

    @Override
    public void thaw(String id) {
        group.thaw(id);
    }

    @Override
    public void kill(String id) {
        group.crash(id);
    }

    @Override
    public void close() {
        autoscaler.close();
        group.close();
        executor.shutdownNow();
        groupExecutor.shutdownNow();
    }
}
