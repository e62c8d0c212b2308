package io.spillway.localcloud.aws.autoscaling;

import io.spillway.localcloud.aws.api.ApiError;
import io.spillway.localcloud.aws.ec2.Ec2;
import io.spillway.localcloud.aws.ec2.Ec2Instance;
import io.spillway.localcloud.aws.ec2.InstanceTemplate;
import io.spillway.localcloud.control.ControlThread;
import io.spillway.localcloud.group.GroupEvent;
import io.spillway.localcloud.group.GroupMember;
import io.spillway.localcloud.machine.LocalVm;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * An Auto Scaling group: launches what is missing, replaces what has gone or is unhealthy, and lets
 * go what is too much, through its hooks (Auto Scaling user guide). Public methods may be called
 * from any thread but the listeners', wait until the group has taken note, and return then.
 */
public final class AutoScalingGroup {

    private final GroupSpec spec;
    private final ControlThread control;
    private final GroupJournal journal;
    private final LifecycleActions actions;
    private final Transitions transitions;
    private final InstanceRefresh refresh;
    private final Sizing sizing;
    private final Instant createdAt;

    private volatile int desired;
    private volatile List<GroupMember> snapshot = List.of();
    private InstanceTemplate template;
    private boolean stopping;
    private boolean reconciling;
    private boolean again;

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
        this.sizing = new Sizing(spec, control, transitions, refresh, this::reconcile);
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
        sizing.forgive();
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

    /**
     * Takes an instance out of service for a while, and desires one less; out of standby it comes
     * back, and one more is desired. Nothing happens to one that is elsewhere.
     */
    public void standby(String instance, boolean into) {
        LifecycleState from = into ? LifecycleState.IN_SERVICE : LifecycleState.STANDBY;
        onMember(
                instance,
                from,
                member -> {
                    int before = desired;
                    desired = into ? before - 1 : before + 1;
                    if (into) {
                        transitions.intoStandby(member);
                    } else {
                        transitions.outOfStandby(member);
                    }
                });
    }

    /** Gives an instance that is in service away, and desires one less. */
    public void detach(String instance) {
        onMember(
                instance,
                LifecycleState.IN_SERVICE,
                member -> {
                    int before = desired;
                    desired = before - 1;
                    transitions.detach(member);
                });
    }

    private void onMember(String instance, LifecycleState state, Consumer<Member> task) {
        control.ask(
                () -> {
                    Member member = transitions.members().get(instance);
                    if (member != null && member.state == state) {
                        task.accept(member);
                    }
                    return true;
                });
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
                sizing.adjust(desired, template);
            }
        } finally {
            reconciling = false;
            takeSnapshot();
        }
    }

    /** What EC2 tells of the group's instances. */
    private final class Watch implements Transitions.Owner {
        @Override
        public void settled() {
            reconcile();
        }

        @Override
        public void launchFailed() {
            sizing.delayNextLaunch(Duration.ZERO);
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
                sizing.delayNextLaunch(Duration.between(member.get().launchedAt(), control.now()));
            }
            reconcile();
        }
    }
}
