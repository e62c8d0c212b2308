package io.spillway.localcloud.group;

import io.spillway.localcloud.machine.LocalVm;
import io.spillway.localcloud.machine.ProcessVmLauncher;
import io.spillway.localcloud.machine.VmLauncher;
import io.spillway.localcloud.machine.VmSpec;
import io.spillway.localcloud.machine.VmTemplate;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * VMs on this machine, as many as desired: launches what is missing, replaces what died, and asks
 * what is too much to go.
 *
 * <p>Who goes when the group shrinks: VMs that have not joined before VMs that have, and among
 * equals the youngest first, as Kubernetes' ReplicaSet controller chooses. All that go are asked at
 * the same moment. A VM that has been asked to go no longer counts; growing again launches another.
 *
 * <p>All methods may be called from any thread. The group's state belongs to its executor's one
 * thread, which also calls the listeners: they must not block. What is asked for takes effect there
 * soon after the call has returned.
 */
public final class LocalGroup implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LocalGroup.class);
    private static final Duration LONGEST_REPLACEMENT_DELAY = Duration.ofSeconds(30);
    private static final Duration SHORT_LIFE = Duration.ofMinutes(1);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(10);

    /** Those that have not joined go first, then the youngest. */
    private static final Comparator<Member> GOES_FIRST =
            Comparator.comparing((Member member) -> !member.inService())
                    .thenComparing(member -> member.launch);

    private final GroupSettings settings;
    private final VmTemplate template;
    private final VmLauncher launcher;
    private final Clock clock;
    private final ScheduledExecutorService executor;
    private final boolean ownsExecutor;
    private final List<Consumer<GroupEvent>> listeners = new CopyOnWriteArrayList<>();
    private final CompletableFuture<Void> closed = new CompletableFuture<>();

    private volatile int desired;
    private volatile Duration bootDelay = Duration.ZERO;
    private volatile List<GroupMember> snapshot = List.of();

    // What follows belongs to the executor's thread.
    private final Map<String, Member> members = new LinkedHashMap<>();
    private int launches;
    private int shortLives;
    private Instant nextLaunch = Instant.EPOCH;
    private ScheduledFuture<?> nextReconcile;
    private boolean stopping;

    /**
     * A group that has no VMs until {@link #start} is called.
     *
     * @param executor with one thread; it stays the caller's
     */
    public LocalGroup(
            GroupSettings settings,
            VmTemplate template,
            VmLauncher launcher,
            Clock clock,
            ScheduledExecutorService executor) {
        this(settings, template, launcher, clock, executor, false);
    }

    private LocalGroup(
            GroupSettings settings,
            VmTemplate template,
            VmLauncher launcher,
            Clock clock,
            ScheduledExecutorService executor,
            boolean ownsExecutor) {
        this.settings = settings;
        this.template = template;
        this.launcher = launcher;
        this.clock = clock;
        this.executor = executor;
        this.ownsExecutor = ownsExecutor;
        this.desired = settings.desired();
    }

    /** A group of real processes on the system's clock, with a thread of its own. */
    public static LocalGroup ofProcesses(GroupSettings settings, VmTemplate template) {
        ScheduledExecutorService executor =
                Executors.newSingleThreadScheduledExecutor(
                        task -> {
                            Thread thread = new Thread(task, "local-group-" + settings.name());
                            thread.setDaemon(true);
                            return thread;
                        });
        return new LocalGroup(
                settings, template, new ProcessVmLauncher(), Clock.systemUTC(), executor, true);
    }

    /** Adds a listener, which hears of everything from now on, in order. */
    public void addListener(Consumer<GroupEvent> listener) {
        listeners.add(listener);
    }

    /** Launches the VMs that the desired capacity asks for, and keeps the group at it. */
    public void start() {
        executor.execute(this::reconcile);
    }

    /** The limits and times that the group was made with. */
    public GroupSettings settings() {
        return settings;
    }

    /** How many VMs there should be. */
    public int desired() {
        return desired;
    }

    /** The VMs that there are, oldest first, stopping ones included. */
    public List<GroupMember> members() {
        return snapshot;
    }

    /**
     * Changes the desired capacity.
     *
     * @throws IllegalArgumentException when it is outside of minimum and maximum
     */
    public void setDesired(int capacity) {
        settings.requireCapacity(capacity);
        executor.execute(
                () -> {
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
                    nextLaunch = Instant.EPOCH;
                    reconcile();
                });
    }

    /** Makes the VMs launched from now on slow to boot; zero makes them quick again. */
    public void setBootDelay(Duration delay) {
        if (delay.isNegative()) {
            throw new IllegalArgumentException("boot delay " + delay + ": must not be negative");
        }
        bootDelay = delay;
    }

    /** Tells the group that a VM's TaskManager is in service. Told again, it does nothing. */
    public void joined(String vm) {
        onMember(
                vm,
                member -> {
                    if (member.state == GroupMember.State.BOOTING) {
                        member.state = GroupMember.State.IN_SERVICE;
                        emit(
                                GroupEvent.Kind.JOINED,
                                vm,
                                since(member.launchedAt),
                                vm + " is in service");
                    }
                });
    }

    /**
     * Asks one VM to go, as a cloud does that takes it back: it no longer counts, and the group
     * launches another. Nothing happens to an unknown VM, or one that has been asked before.
     */
    public void stop(String vm) {
        onMember(
                vm,
                member -> {
                    if (member.state != GroupMember.State.STOPPING) {
                        stop(member);
                        reconcile();
                    }
                });
    }

    /**
     * Asks these VMs to go and wants as many fewer, also below the minimum, as a cloud's group does
     * that is told to delete machines: none is put in their place. Nothing happens to an unknown
     * VM, or one that has been asked before.
     *
     * @return completes when they have been asked
     */
    public CompletableFuture<Void> remove(Collection<String> vms) {
        return CompletableFuture.runAsync(
                () -> {
                    List<Member> going =
                            capacity().stream().filter(m -> vms.contains(m.vm.id())).toList();
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
                },
                executor);
    }

    /** Takes a VM away without a word; the group will replace it. An unknown id does nothing. */
    public void crash(String vm) {
        onMember(vm, member -> member.vm.crash());
    }

    /** Lets a VM drop off the network; it still counts. An unknown id does nothing. */
    public void freeze(String vm) {
        onMember(
                vm,
                member -> {
                    member.vm.freeze();
                    member.frozen = true;
                    emit(GroupEvent.Kind.FROZEN, vm, since(member.launchedAt), vm + " is frozen");
                });
    }

    /** Lets a frozen VM go on. An unknown id does nothing. */
    public void thaw(String vm) {
        onMember(
                vm,
                member -> {
                    member.vm.thaw();
                    member.frozen = false;
                    emit(GroupEvent.Kind.THAWED, vm, since(member.launchedAt), vm + " goes on");
                });
    }

    /**
     * Asks every VM to go, below the minimum too, and replaces none from now on.
     *
     * @return completes when all have gone, at the end of the grace period at the latest
     */
    public CompletableFuture<Void> stopAll() {
        executor.execute(
                () -> {
                    stopping = true;
                    capacity().forEach(this::stop);
                    completeWhenEmpty();
                });
        return closed.copy();
    }

    /**
     * Kills every VM at once and waits until none is left. Blocks for 10 s at most.
     *
     * @throws IllegalStateException when a VM is still there after that time
     */
    @Override
    public void close() {
        try {
            executor.execute(
                    () -> {
                        stopping = true;
                        members.values().forEach(this::kill);
                        completeWhenEmpty();
                    });
            closed.get(CLOSE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException alreadyClosed) {
            return;
        } catch (TimeoutException e) {
            throw new IllegalStateException(
                    "VMs are still there " + CLOSE_TIMEOUT + " after SIGKILL: " + snapshot, e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            // The VMs have been killed; only the waiting is cut short.
            Thread.currentThread().interrupt();
        } finally {
            if (ownsExecutor) {
                executor.shutdown();
            }
        }
    }

    private void reconcile() {
        if (stopping) {
            return;
        }
        List<Member> capacity = capacity();
        for (int surplus = capacity.size() - desired; surplus > 0; surplus--) {
            Member next = capacity.stream().max(GOES_FIRST).orElseThrow();
            capacity.remove(next);
            stop(next);
        }
        while (capacity.size() < desired) {
            Duration wait = Duration.between(clock.instant(), nextLaunch);
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
                members.values().stream()
                        .filter(member -> member.state != GroupMember.State.STOPPING)
                        .toList());
    }

    private Member launch() {
        launches++;
        String id = "%s-%04d".formatted(settings.name(), launches);
        VmSpec spec = template.spec(id, bootDelay);
        LocalVm vm;
        try {
            vm = launcher.launch(spec);
        } catch (IOException e) {
            delayNextLaunch(Duration.ZERO);
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
        member.state = GroupMember.State.STOPPING;
        member.stoppedAt = clock.instant();
        member.vm.stop();
        member.deadline =
                executor.schedule(
                        () -> kill(member),
                        settings.gracePeriod().toMillis(),
                        TimeUnit.MILLISECONDS);
        emit(
                GroupEvent.Kind.STOPPING,
                member.vm.id(),
                since(member.launchedAt),
                member.vm.id()
                        + " asked to go within "
                        + settings.gracePeriod().toSeconds()
                        + " s");
    }

    private void gone(Member member, int code) {
        String id = member.vm.id();
        members.remove(id);
        if (member.state == GroupMember.State.STOPPING) {
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
            delayNextLaunch(lived);
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
        if (member.state != GroupMember.State.STOPPING) {
            member.state = GroupMember.State.STOPPING;
            member.stoppedAt = clock.instant();
        }
        member.killed = true;
        member.vm.crash();
    }

    private void delayNextLaunch(Duration lived) {
        shortLives = lived.compareTo(SHORT_LIFE) < 0 ? shortLives + 1 : 1;
        Duration delay =
                settings.replacementDelay().multipliedBy(1L << Math.min(shortLives - 1, 10));
        if (delay.compareTo(LONGEST_REPLACEMENT_DELAY) > 0) {
            delay = LONGEST_REPLACEMENT_DELAY;
        }
        nextLaunch = clock.instant().plus(delay);
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
            closed.complete(null);
        }
    }

    private void onMember(String vm, Consumer<Member> action) {
        post(
                () -> {
                    Member member = members.get(vm);
                    if (member != null) {
                        action.accept(member);
                    }
                });
    }

    /** Runs on the executor's thread; a group that has been closed has nothing left to do. */
    private void post(Runnable action) {
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

    /** A VM and what the group knows of it. */
    private static final class Member {
        final LocalVm vm;
        final int launch;
        final Instant launchedAt;
        GroupMember.State state = GroupMember.State.BOOTING;
        boolean frozen;
        boolean killed;
        Instant stoppedAt;
        ScheduledFuture<?> deadline;

        Member(LocalVm vm, int launch, Instant launchedAt) {
            this.vm = vm;
            this.launch = launch;
            this.launchedAt = launchedAt;
        }

        boolean inService() {
            return state == GroupMember.State.IN_SERVICE;
        }

        GroupMember view() {
            return new GroupMember(vm.id(), state, frozen, launchedAt);
        }
    }
}
