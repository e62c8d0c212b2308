package io.spillway.localcloud.group;

import io.spillway.localcloud.machine.LocalVm;
import io.spillway.localcloud.machine.VmLauncher;
import io.spillway.localcloud.machine.VmSpec;
import io.spillway.localcloud.machine.VmTemplate;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The VMs of a {@link LocalGroup}: as many as desired. For the thread of the group's executor, but
 * for what says otherwise.
 */
final class Membership {
    private static final Logger LOG = LoggerFactory.getLogger(LocalGroup.class);

    private final GroupSettings settings;
    private final VmTemplate template;
    private final VmLauncher launcher;
    private final Clock clock;
    private final ScheduledExecutorService executor;
    private final ReplacementDelay delay;
    private final List<Consumer<GroupEvent>> listeners = new CopyOnWriteArrayList<>();
    private final CompletableFuture<Void> empty = new CompletableFuture<>();

    private volatile int desired;
    private volatile Duration bootDelay = Duration.ZERO;
    private volatile List<GroupMember> snapshot = List.of();

    private final Map<String, Member> members = new LinkedHashMap<>();
    private int launches;
    private ScheduledFuture<?> nextReconcile;
    private boolean stopping;

    Membership(
            GroupSettings settings,
            VmTemplate template,
            VmLauncher launcher,
            Clock clock,
            ScheduledExecutorService executor) {
        this.settings = settings;
        this.template = template;
        this.launcher = launcher;
        this.clock = clock;
        this.executor = executor;
        this.delay = new ReplacementDelay(settings.replacementDelay());
        this.desired = settings.desired();
    }

    /** Any thread. */
    void addListener(Consumer<GroupEvent> listener) {
        listeners.add(listener);
    }

    /** Any thread. */
    int desired() {
        return desired;
    }

    /** All of them, oldest first. Any thread. */
    List<GroupMember> all() {
        return snapshot;
    }

    /** Of those launched from now on. Any thread. */
    void setBootDelay(Duration bootDelay) {
        this.bootDelay = bootDelay;
    }

    /** Completes when the group was told to stop and nothing is left. Any thread. */
    CompletableFuture<Void> empty() {
        return empty;
    }

    void setDesired(int capacity) {
        int before = desired;
        if (capacity == before || stopping) {
            return;
        }
        desired = capacity;
        emit(
                GroupEvent.Kind.DESIRED_CAPACITY,
                "",
                Duration.ZERO,
                "desired capacity " + before + " -> " + capacity);
        // More is wanted: don't wait for the delay after an earlier death.
        delay.skip();
        reconcile();
    }

    void joined(String vm) {
        find(vm).filter(member -> member.state == GroupMember.State.BOOTING)
                .ifPresent(
                        member -> {
                            member.state = GroupMember.State.IN_SERVICE;
                            emit(
                                    GroupEvent.Kind.JOINED,
                                    vm,
                                    since(member.launchedAt),
                                    vm + " is in service");
                        });
    }

    /** One goes, and another comes. */
    void stop(String vm) {
        find(vm).filter(member -> !member.isStopping())
                .ifPresent(
                        member -> {
                            stop(member);
                            reconcile();
                        });
    }

    /** Those go, and none comes. */
    void remove(Collection<String> vms) {
        List<Member> going = capacity().stream().filter(m -> vms.contains(m.id())).toList();
        if (going.isEmpty() || stopping) {
            return;
        }
        int before = desired;
        desired = before - going.size();
        emit(
                GroupEvent.Kind.DESIRED_CAPACITY,
                "",
                Duration.ZERO,
                "desired capacity " + before + " -> " + desired + ", chosen VMs go");
        going.forEach(this::stop);
    }

    void crash(String vm) {
        find(vm).ifPresent(member -> member.vm.crash());
    }

    void freeze(String vm) {
        find(vm).ifPresent(
                        member -> {
                            member.vm.freeze();
                            member.frozen = true;
                            emit(
                                    GroupEvent.Kind.FROZEN,
                                    vm,
                                    since(member.launchedAt),
                                    vm + " is frozen");
                        });
    }

    void thaw(String vm) {
        find(vm).ifPresent(
                        member -> {
                            member.vm.thaw();
                            member.frozen = false;
                            emit(
                                    GroupEvent.Kind.THAWED,
                                    vm,
                                    since(member.launchedAt),
                                    vm + " goes on");
                        });
    }

    /** All go, and none comes any more. */
    void stopAll() {
        stopping = true;
        capacity().forEach(this::stop);
        completeWhenEmpty();
    }

    /** The same without a word. */
    void killAll() {
        stopping = true;
        members.values().forEach(this::kill);
        completeWhenEmpty();
    }

    private Optional<Member> find(String vm) {
        return Optional.ofNullable(members.get(vm));
    }

    /** Launches what is missing, and asks what is too much to go. */
    void reconcile() {
        if (stopping) {
            return;
        }
        List<Member> capacity = capacity();
        for (int surplus = capacity.size() - desired; surplus > 0; surplus--) {
            Member next = capacity.stream().max(Member.GOES_FIRST).orElseThrow();
            capacity.remove(next);
            stop(next);
        }
        while (capacity.size() < desired) {
            Duration wait = delay.left(clock.instant());
            if (wait.compareTo(Duration.ZERO) > 0) {
                reconcileIn(wait);
                return;
            }
            Member launched = launch();
            if (launched != null) {
                capacity.add(launched);
            }
        }
    }

    /** The VMs that count, oldest first. */
    private List<Member> capacity() {
        return new ArrayList<>(
                members.values().stream().filter(member -> !member.isStopping()).toList());
    }

    private Member launch() {
        launches++;
        String id = "%s-%04d".formatted(settings.name(), launches);
        VmSpec spec = template.spec(id, bootDelay);
        LocalVm vm;
        try {
            vm = launcher.launch(spec);
        } catch (IOException e) {
            delay.died(Duration.ZERO, clock.instant());
            emit(
                    GroupEvent.Kind.LAUNCH_FAILED,
                    id,
                    Duration.ZERO,
                    id + " could not be launched: " + e.getMessage());
            return null;
        }
        Member member = new Member(vm, launches, clock.instant());
        members.put(id, member);
        emit(
                GroupEvent.Kind.LAUNCHED,
                id,
                Duration.ZERO,
                id
                        + " launched"
                        + (spec.bootDelay().isZero() ? "" : ", boots in " + spec.bootDelay()));
        vm.exited().thenAccept(code -> post(() -> gone(member, code)));
        return member;
    }

    private void stop(Member member) {
        member.stopping(clock.instant());
        member.vm.stop();
        member.deadline =
                executor.schedule(
                        () -> kill(member),
                        settings.gracePeriod().toMillis(),
                        TimeUnit.MILLISECONDS);
        emit(
                GroupEvent.Kind.STOPPING,
                member.id(),
                since(member.launchedAt),
                member.id() + " asked to go within " + settings.gracePeriod().toSeconds() + " s");
    }

    private void gone(Member member, int code) {
        String id = member.id();
        members.remove(id);
        if (member.isStopping()) {
            if (member.deadline != null) {
                member.deadline.cancel(false);
            }
            Duration elapsed = since(member.stoppedAt);
            if (member.killed) {
                emit(
                        GroupEvent.Kind.KILLED,
                        id,
                        elapsed,
                        id + " was killed, " + elapsed.toMillis() + " ms after it was asked to go");
            } else {
                emit(
                        GroupEvent.Kind.STOPPED,
                        id,
                        elapsed,
                        id + " has gone, " + elapsed.toMillis() + " ms after it was asked to");
            }
        } else {
            Duration lived = since(member.launchedAt);
            delay.died(lived, clock.instant());
            emit(
                    GroupEvent.Kind.DIED,
                    id,
                    lived,
                    id + " died with exit code " + code + ", " + lived.toSeconds() + " s old");
        }
        completeWhenEmpty();
        reconcile();
    }

    /** Takes a VM away, at its deadline or because the group is closed. */
    private void kill(Member member) {
        if (!member.isStopping()) {
            member.stopping(clock.instant());
        }
        member.killed = true;
        member.vm.crash();
    }

    private void reconcileIn(Duration wait) {
        if (nextReconcile != null) {
            nextReconcile.cancel(false);
        }
        nextReconcile =
                executor.schedule(this::reconcile, wait.toMillis() + 1, TimeUnit.MILLISECONDS);
    }

    private void completeWhenEmpty() {
        if (stopping && members.isEmpty()) {
            empty.complete(null);
        }
    }

    /** Runs on the executor's thread; a group that has been closed has nothing left to do. */
    void post(Runnable action) {
        try {
            executor.execute(action);
        } catch (RejectedExecutionException e) {
            LOG.debug("The group {} is closed already", settings.name());
        }
    }

    private Duration since(Instant start) {
        return Duration.between(start, clock.instant());
    }

    private void emit(GroupEvent.Kind kind, String vm, Duration elapsed, String text) {
        snapshot = members.values().stream().map(Member::view).toList();
        LOG.info("{}", text);
        GroupEvent event = new GroupEvent(clock.instant(), kind, vm, desired, elapsed, text);
        for (Consumer<GroupEvent> listener : listeners) {
            listener.accept(event);
        }
    }
}
