package io.spillway.localcloud.aws.autoscaling;

import io.spillway.localcloud.aws.api.ApiError;
import io.spillway.localcloud.aws.control.ControlThread;
import io.spillway.localcloud.aws.ec2.Ec2;
import io.spillway.localcloud.aws.ec2.Ec2Instance;
import io.spillway.localcloud.aws.ec2.InstanceTemplate;
import io.spillway.localcloud.group.GroupEvent;
import io.spillway.localcloud.group.GroupMember;
import io.spillway.localcloud.machine.LocalVm;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledFuture;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * An Auto Scaling group: launches what is missing, replaces what has gone or is unhealthy, and lets
 * go what is too much, through its hooks (Auto Scaling user guide). Public methods may be called
 * from any thread but the listeners', wait until the group has taken note, and return then.
 */
public final class AutoScalingGroup {
    private static final Duration LONGEST_REPLACEMENT_DELAY = Duration.ofSeconds(30);
    private static final Duration SHORT_LIFE = Duration.ofMinutes(1);

    /** How much larger a group may become while it rebalances capacity. */
    private static final double REBALANCE_MARGIN = 0.1;

    private final GroupSpec spec;
    private final ControlThread control;
    private final GroupJournal journal;
    private final LifecycleActions actions;
    private final Transitions transitions;
    private final InstanceRefresh refresh;
    private final Instant createdAt;

    private volatile int desired;
    private volatile List<GroupMember> snapshot = List.of();
    private InstanceTemplate template;
    private boolean stopping;
    private boolean reconciling;
    private boolean again;
    private int shortLives;
    private Instant nextLaunch = Instant.MIN;
    private ScheduledFuture<?> nextReconcile;

    /** A group that has no instances until {@link #start}. */
    public AutoScalingGroup(GroupSpec spec, Ec2 ec2, ControlThread control) {
        this.spec = spec;
        this.control = control;
        this.desired = spec.desired();
        this.template = spec.template();
        this.createdAt = control.now();
        this.journal = new GroupJournal(control, () -> desired, this::takeSnapshot);
        this.actions = new LifecycleActions(spec.hooks(), control, journal::note);
        this.transitions = new Transitions(spec, ec2, control, actions, journal, new Watch());
        this.refresh = new InstanceRefresh(spec, control);
    }

    /** Launches what is desired, and keeps the group at it. */
    public void start() {
        control.post(this::reconcile);
    }

    /** Adds a listener, called on the control thread; it must not block. */
    public void addListener(Consumer<GroupEvent> listener) {
        journal.addListener(listener);
    }

    /** What it was made from. */
    public GroupSpec spec() {
        return spec;
    }

    Instant createdAt() {
        return createdAt;
    }

    /** How many instances there should be. */
    public int desired() {
        return desired;
    }

    /** The instances that there are, oldest first, leaving ones and the warm pool's included. */
    public List<GroupMember> instances() {
        return snapshot;
    }

    /** How the lifecycle actions ended that have ended. */
    public List<HookOutcome> hookOutcomes() {
        return journal.outcomes();
    }

    /** An instance's lifecycle state; empty when the group has no such instance. */
    public Optional<LifecycleState> state(String instance) {
        return control.ask(
                () -> Optional.ofNullable(transitions.members().get(instance)).map(m -> m.state));
    }

    /**
     * Changes the desired capacity, as {@code SetDesiredCapacity} does.
     *
     * @throws ApiError when it is outside of minimum and maximum
     */
    public void setDesiredCapacity(int capacity) throws ApiError {
        control.call(
                () -> {
                    requireInRange(capacity);
                    changeDesired(capacity);
                    return null;
                });
    }

    void requireInRange(int capacity) throws ApiError {
        if (capacity > spec.maximum()) {
            throw outOfRange(capacity, "above max", spec.maximum());
        }
        if (capacity < spec.minimum()) {
            throw outOfRange(capacity, "below min", spec.minimum());
        }
    }

    private static ApiError outOfRange(int capacity, String how, int limit) {
        return ApiError.validation(
                "New SetDesiredCapacity value %d is %s value %d for the AutoScalingGroup."
                        .formatted(capacity, how, limit));
    }

    void changeDesired(int capacity) {
        if (capacity == desired || stopping) {
            return;
        }
        int before = desired;
        desired = capacity;
        journal.note(
                GroupEvent.Kind.DESIRED_CAPACITY,
                "%s: desired capacity %d -> %d".formatted(spec.name(), before, capacity));
        // More is wanted: don't wait for the delay after an earlier failure.
        nextLaunch = Instant.MIN;
        reconcile();
    }

    /** Marks an instance unhealthy, which replaces it, or healthy again. */
    void setHealth(Member member, boolean healthy, boolean respectGracePeriod) {
        boolean inGrace =
                member.inServiceSince.equals(Instant.MAX)
                        || control.now()
                                .isBefore(
                                        member.inServiceSince.plus(spec.healthCheckGracePeriod()));
        if (!healthy && respectGracePeriod && inGrace) {
            return;
        }
        member.healthy = healthy;
        if (!healthy) {
            transitions.terminate(member, "is replaced: it was set unhealthy");
            reconcile();
        }
    }

    /** Terminates one instance, and replaces it unless one less is to be desired. */
    void terminate(Member member, boolean decrement) throws ApiError {
        if (decrement && desired - 1 < spec.minimum()) {
            throw ApiError.validation(
                    "Currently, desiredSize equals minSize (%d). Terminating instance without replacement will violate group's min size constraint. Either set shouldDecrementDesiredCapacity flag to false or lower group's min size."
                            .formatted(spec.minimum()));
        }
        transitions.terminate(member, "is terminated as asked for");
        if (decrement) {
            changeDesired(desired - 1);
        } else {
            reconcile();
        }
    }

    /** Launches from another template version from now on; what is there stays as it is. */
    public void setTemplate(InstanceTemplate next) {
        control.ask(() -> template = next);
    }

    /**
     * Replaces all instances of older template versions, a few at a time (Auto Scaling user guide,
     * "How an instance refresh works"); new instances are of the new version from now on.
     *
     * @param minHealthyPercentage how much of the desired capacity stays in service; 0 to 100
     */
    public void startInstanceRefresh(InstanceTemplate next, int minHealthyPercentage) {
        control.ask(
                () -> {
                    template = next;
                    refresh.start(next.version(), minHealthyPercentage);
                    reconcile();
                    return null;
                });
    }

    /** Whether an instance refresh is under way. */
    public boolean refreshing() {
        return control.ask(() -> refresh.underWay(transitions.members().values()));
    }

    /** Freezes an instance as if it had dropped off the network, or lets it go on. */
    public void freeze(String instance, boolean frozen) {
        control.post(
                () -> {
                    Member member = transitions.members().get(instance);
                    if (member == null) {
                        return;
                    }
                    member.ec2().vm().ifPresent(frozen ? LocalVm::freeze : LocalVm::thaw);
                    member.frozen = frozen;
                    journal.note(
                            frozen ? GroupEvent.Kind.FROZEN : GroupEvent.Kind.THAWED,
                            instance,
                            member.launchedAt(),
                            instance + (frozen ? " is frozen" : " goes on"));
                });
    }

    /** Launches and replaces nothing any more; instances stay. */
    public void suspend() {
        control.ask(() -> stopping = true);
    }

    /** Those whose warm-up is over, and that stay; on the control thread. */
    int warmedUp(Duration warmup) {
        return (int)
                transitions.members().values().stream()
                        .filter(each -> isWarmedUp(each, warmup))
                        .count();
    }

    private boolean isWarmedUp(Member member, Duration warmup) {
        return member.state == LifecycleState.IN_SERVICE
                && !control.now().isBefore(member.inServiceSince.plus(warmup));
    }

    LifecycleActions actions() {
        return actions;
    }

    Map<String, Member> members() {
        return transitions.members();
    }

    InstanceTemplate template() {
        return template;
    }

    private void takeSnapshot() {
        snapshot = transitions.members().values().stream().map(Member::view).toList();
    }

    // ---- what follows runs on the control thread ---------------------------------------------

    /** What it does may call it again, which makes it look once more, and not within itself. */
    private void reconcile() {
        again = true;
        if (reconciling) {
            return;
        }
        reconciling = true;
        try {
            while (again && !stopping) {
                again = false;
                adjust();
            }
        } finally {
            reconciling = false;
            takeSnapshot();
        }
    }

    private void adjust() {
        List<Member> capacity = those(each -> each.state.isCapacity() && !each.atRisk);
        int lacking = desired - capacity.size();
        if (lacking > 0) {
            grow(lacking);
        } else if (lacking < 0) {
            shrink(-lacking);
        }
        replaceThoseAtRisk();
        refresh.next(transitions.members().values(), desired)
                .ifPresent(
                        outdated -> {
                            transitions.terminate(outdated, "is replaced by an instance refresh");
                            reconcile();
                        });
        spec.warmPool().ifPresent(this::fill);
    }

    private void grow(int lacking) {
        for (int i = 0; i < lacking; i++) {
            Optional<Member> ready = those(each -> each.state.isReady()).stream().findFirst();
            if (ready.isPresent()) {
                transitions.fromWarmPool(ready.get());
                continue;
            }
            if (!mayLaunch()) {
                return;
            }
            if (!transitions.launch(template, false)) {
                delayNextLaunch(Duration.ZERO);
            }
        }
    }

    private boolean mayLaunch() {
        int most = (int) Math.ceil(spec.maximum() * (1 + REBALANCE_MARGIN));
        if (those(each -> each.state.isCapacity()).size() >= most) {
            return false;
        }
        Instant now = control.now();
        if (!now.isBefore(nextLaunch)) {
            return true;
        }
        reconcileIn(Duration.between(now, nextLaunch));
        return false;
    }

    /** Those that launch aren't let go before they are in service; protected ones aren't at all. */
    private void shrink(int surplus) {
        for (int i = 0; i < surplus; i++) {
            List<Member> candidates =
                    those(
                            each ->
                                    each.state == LifecycleState.IN_SERVICE
                                            && !each.protectedFromScaleIn
                                            && !each.atRisk);
            if (candidates.isEmpty()) {
                return;
            }
            Member next = spec.terminationPolicy().choose(candidates, control.now());
            if (spec.warmPool().filter(WarmPoolSpec::reuseOnScaleIn).isPresent()) {
                transitions.backToWarmPool(next);
            } else {
                transitions.terminate(next, "is terminated: the group shrinks");
            }
        }
    }

    /** User guide, "Use Capacity Rebalancing to handle Amazon EC2 Spot Instance interruptions". */
    private void replaceThoseAtRisk() {
        List<Member> others =
                those(each -> each.state == LifecycleState.IN_SERVICE && !each.atRisk);
        if (others.size() >= desired) {
            those(each -> each.atRisk && each.state.isCapacity())
                    .forEach(each -> transitions.terminate(each, "has a replacement in service"));
        }
    }

    private void fill(WarmPoolSpec pool) {
        List<Member> warm = those(each -> each.state.isWarm());
        int returning = those(each -> each.returning).size();
        int lacking = pool.size(desired) - warm.size() - returning;
        for (int i = 0; i < lacking && mayLaunch(); i++) {
            if (!transitions.launch(template, true)) {
                delayNextLaunch(Duration.ZERO);
            }
        }
        for (int i = 0; i < Math.min(-lacking, warm.size()); i++) {
            transitions.terminate(warm.get(i), "is too much for the warm pool");
        }
    }

    private List<Member> those(Predicate<Member> which) {
        Collection<Member> all = transitions.members().values();
        return new ArrayList<>(all.stream().filter(which).collect(Collectors.toList()));
    }

    private void delayNextLaunch(Duration lived) {
        shortLives = lived.compareTo(SHORT_LIFE) < 0 ? shortLives + 1 : 1;
        Duration delay = spec.replacementDelay().multipliedBy(1L << Math.min(shortLives - 1, 10));
        nextLaunch =
                control.now()
                        .plus(
                                delay.compareTo(LONGEST_REPLACEMENT_DELAY) > 0
                                        ? LONGEST_REPLACEMENT_DELAY
                                        : delay);
    }

    private void reconcileIn(Duration wait) {
        if (nextReconcile != null) {
            nextReconcile.cancel(false);
        }
        nextReconcile = control.after(wait.plusMillis(1), this::reconcile);
    }

    /** What EC2 tells of the group's instances. */
    private final class Watch implements Transitions.Owner {
        @Override
        public void settled() {
            reconcile();
        }

        @Override
        public void launchFailed() {
            delayNextLaunch(Duration.ZERO);
        }

        @Override
        public void interruptionNotice(Ec2Instance instance) {
            Member member = transitions.members().get(instance.id());
            // Without capacity rebalancing the group hears of it when the instance has gone.
            if (member != null && spec.capacityRebalance()) {
                transitions.terminate(member, "is terminated: EC2 reclaims it");
                reconcile();
            }
        }

        @Override
        public void rebalanceRecommended(Ec2Instance instance) {
            Member member = transitions.members().get(instance.id());
            if (member != null && spec.capacityRebalance() && member.state.isCapacity()) {
                member.atRisk = true;
                reconcile();
            }
        }

        @Override
        public void idle(Ec2Instance instance, int code) {
            // The machine is there, and EC2 finds nothing wrong with it.
        }

        @Override
        public void lost(Ec2Instance instance, String why) {
            Optional<Member> member = transitions.lost(instance.id(), why);
            if (member.isPresent()
                    && (member.get().leavingSince == null
                            || member.get().inServiceSince.equals(Instant.MAX))) {
                delayNextLaunch(Duration.between(member.get().launchedAt(), control.now()));
            }
            reconcile();
        }
    }
}
