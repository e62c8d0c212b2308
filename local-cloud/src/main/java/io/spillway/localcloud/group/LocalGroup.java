package io.spillway.localcloud.group;

import io.spillway.localcloud.machine.ProcessVmLauncher;
import io.spillway.localcloud.machine.VmLauncher;
import io.spillway.localcloud.machine.VmTemplate;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

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
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(10);

    private final GroupSettings settings;
    private final ScheduledExecutorService executor;
    private final boolean ownsExecutor;
    private final Membership members;

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
        this.executor = executor;
        this.ownsExecutor = ownsExecutor;
        this.members = new Membership(settings, template, launcher, clock, executor);
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
        members.addListener(listener);
    }

    /** Launches the VMs that the desired capacity asks for, and keeps the group at it. */
    public void start() {
        executor.execute(members::reconcile);
    }

    /** The limits and times that the group was made with. */
    public GroupSettings settings() {
        return settings;
    }

    /** How many VMs there should be. */
    public int desired() {
        return members.desired();
    }

    /** The VMs that there are, oldest first, stopping ones included. */
    public List<GroupMember> members() {
        return members.all();
    }

    /**
     * Changes the desired capacity.
     *
     * @throws IllegalArgumentException when it is outside of minimum and maximum
     */
    public void setDesired(int capacity) {
        settings.requireCapacity(capacity);
        executor.execute(() -> members.setDesired(capacity));
    }

    /** Makes the VMs launched from now on slow to boot; zero makes them quick again. */
    public void setBootDelay(Duration delay) {
        if (delay.isNegative()) {
            throw new IllegalArgumentException("boot delay " + delay + ": must not be negative");
        }
        members.setBootDelay(delay);
    }

    /** Tells the group that a VM's TaskManager is in service. Told again, it does nothing. */
    public void joined(String vm) {
        members.post(() -> members.joined(vm));
    }

    /**
     * Asks one VM to go, as a cloud does that takes it back: it no longer counts, and the group
     * launches another. Nothing happens to an unknown VM, or one that has been asked before.
     */
    public void stop(String vm) {
        members.post(() -> members.stop(vm));
    }

    /**
     * Asks these VMs to go and wants as many fewer, also below the minimum, as a cloud's group does
     * that is told to delete machines: none is put in their place. Nothing happens to an unknown
     * VM, or one that has been asked before.
     *
     * @return completes when they have been asked
     */
    public CompletableFuture<Void> remove(Collection<String> vms) {
        return CompletableFuture.runAsync(() -> members.remove(vms), executor);
    }

    /** Takes a VM away without a word; the group will replace it. An unknown id does nothing. */
    public void crash(String vm) {
        members.post(() -> members.crash(vm));
    }

    /** Lets a VM drop off the network; it still counts. An unknown id does nothing. */
    public void freeze(String vm) {
        members.post(() -> members.freeze(vm));
    }

    /** Lets a frozen VM go on. An unknown id does nothing. */
    public void thaw(String vm) {
        members.post(() -> members.thaw(vm));
    }

    /**
     * Asks every VM to go, below the minimum too, and replaces none from now on.
     *
     * @return completes when all have gone, at the end of the grace period at the latest
     */
    public CompletableFuture<Void> stopAll() {
        executor.execute(members::stopAll);
        return members.empty().copy();
    }

    /**
     * Kills every VM at once and waits until none is left. Blocks for 10 s at most.
     *
     * @throws IllegalStateException when a VM is still there after that time
     */
    @Override
    public void close() {
        try {
            executor.execute(members::killAll);
            members.empty().get(CLOSE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException alreadyClosed) {
            return;
        } catch (TimeoutException e) {
            throw new IllegalStateException(
                    "VMs are still there " + CLOSE_TIMEOUT + " after SIGKILL: " + members.all(), e);
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
}
