package io.spillway.localcloud.aws.autoscaling;

import io.spillway.localcloud.aws.autoscaling.HookSpec.Transition;
import io.spillway.localcloud.aws.ec2.Ec2;
import io.spillway.localcloud.aws.ec2.Ec2Instance;
import io.spillway.localcloud.aws.ec2.InstanceListener;
import io.spillway.localcloud.aws.ec2.InstanceTemplate;
import io.spillway.localcloud.control.ControlThread;
import io.spillway.localcloud.group.GroupEvent;
import java.io.IOException;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Moves a group's instances from state to state, through their hooks (Auto Scaling user guide,
 * "Amazon EC2 Auto Scaling instance lifecycle" and "Lifecycle state transitions for instances in a
 * warm pool"). Belongs to the control thread.
 *
 * <p>What the guide leaves open: an instance whose launch was abandoned goes through the terminate
 * hooks as others do; one that goes back to the warm pool goes through them, and not through the
 * launch hooks, until it is put into service again.
 */
final class Transitions {
    /** Whose instances they are. */
    interface Owner extends InstanceListener {
        /** An instance has come into a state that it stays in for now, or has gone. */
        void settled();

        /** An instance never came as far as that. */
        void launchFailed();
    }

    private final GroupSpec spec;
    private final Ec2 ec2;
    private final ControlThread control;
    private final LifecycleActions actions;
    private final GroupJournal journal;
    private final Owner owner;
    private final Map<String, Member> members = new LinkedHashMap<>();
    private long launches;

    /**
     * With no instances yet.
     *
     * @param owner of the instances
     */
    Transitions(
            GroupSpec spec,
            Ec2 ec2,
            ControlThread control,
            LifecycleActions actions,
            GroupJournal journal,
            Owner owner) {
        this.spec = spec;
        this.ec2 = ec2;
        this.control = control;
        this.actions = actions;
        this.journal = journal;
        this.owner = owner;
    }

    /** By instance id, in the order of launches. */
    Map<String, Member> members() {
        return members;
    }

    /** Launches an instance, into service or into the warm pool; false when that can't be done. */
    boolean launch(InstanceTemplate template, boolean warm) {
        Instant now = control.now();
        String zone = emptiestZone();
        String target =
                warm ? spec.warmPool().orElseThrow().state().lifecycle().text() : inService();
        Ec2Instance instance;
        try {
            instance = ec2.launch(template, zone, spec.tags(), Optional.of(target), owner);
        } catch (IOException e) {
            journal.note(
                    GroupEvent.Kind.LAUNCH_FAILED,
                    spec.name() + ": an instance can't be launched: " + e.getMessage());
            return false;
        }
        launches++;
        LifecycleState first = warm ? LifecycleState.WARMED_PENDING : LifecycleState.PENDING;
        Member member = new Member(instance, launches, now, first);
        member.protectedFromScaleIn = spec.newInstancesProtected();
        members.put(member.id(), member);
        journal.note(
                GroupEvent.Kind.LAUNCHED,
                member.id(),
                now,
                member.id() + " launched" + (warm ? " into the warm pool" : ""));
        if (warm) {
            warmUp(member);
        } else {
            putInService(member);
        }
        return true;
    }

    /** User guide, "Instance distribution": the one with the fewest instances. */
    private String emptiestZone() {
        return spec.zones().stream()
                .min(
                        Comparator.comparing(
                                zone ->
                                        members.values().stream()
                                                .filter(each -> !each.state.isLeaving())
                                                .filter(each -> each.zone().equals(zone))
                                                .count()))
                .orElseThrow();
    }

    private static String inService() {
        return LifecycleState.IN_SERVICE.text();
    }

    /** Takes an instance out of the warm pool; false when it can't be started. */
    boolean fromWarmPool(Member member) {
        if (member.ec2().state() == Ec2Instance.State.STOPPED) {
            try {
                member.ec2().start();
            } catch (IOException e) {
                terminate(member, "can't be started: " + e.getMessage());
                return false;
            }
        }
        member.state = LifecycleState.PENDING;
        member.ec2().metadata().targetLifecycleState(inService());
        putInService(member);
        return true;
    }

    private void putInService(Member member) {
        run(
                member,
                Transition.LAUNCHING,
                LifecycleState.PENDING_WAIT,
                launched -> {
                    if (launched) {
                        member.state = LifecycleState.IN_SERVICE;
                        member.inServiceSince = control.now();
                        journal.note(
                                GroupEvent.Kind.JOINED,
                                member.id(),
                                member.launchedAt(),
                                member.id() + " is in service");
                        owner.settled();
                        if (!spec.instanceWarmup().isZero()) {
                            control.postAfter(spec.instanceWarmup(), owner::settled);
                        }
                    } else {
                        abandon(member);
                    }
                });
    }

    private void abandon(Member member) {
        owner.launchFailed();
        terminate(member, "was abandoned at its launch");
        owner.settled();
    }

    private void warmUp(Member member) {
        run(
                member,
                Transition.LAUNCHING,
                LifecycleState.WARMED_PENDING_WAIT,
                launched -> {
                    if (launched) {
                        intoWarmPool(member);
                    } else {
                        abandon(member);
                    }
                });
    }

    private void intoWarmPool(Member member) {
        WarmPoolSpec pool = spec.warmPool().orElseThrow();
        member.leavingSince = null;
        member.returning = false;
        if (pool.state() == WarmPoolSpec.PoolState.RUNNING) {
            member.state = pool.state().lifecycle();
            owner.settled();
        } else {
            member.state = LifecycleState.WARMED_PENDING_PROCEED;
            member.ec2()
                    .stop(
                            () -> {
                                member.state = pool.state().lifecycle();
                                owner.settled();
                            });
        }
    }

    /** Takes an instance out of service, and keeps it in the warm pool. */
    void backToWarmPool(Member member) {
        String target = spec.warmPool().orElseThrow().state().lifecycle().text();
        member.returning = true;
        leave(member, target, "goes back to the warm pool");
        run(
                member,
                Transition.TERMINATING,
                LifecycleState.TERMINATING_WAIT,
                any -> {
                    member.state = LifecycleState.WARMED_PENDING;
                    member.inServiceSince = Instant.MAX;
                    intoWarmPool(member);
                });
    }

    /** Takes an instance out of service, and leaves it running (user guide, "Standby"). */
    void intoStandby(Member member) {
        member.state = LifecycleState.STANDBY;
        member.ec2().metadata().targetLifecycleState(LifecycleState.STANDBY.text());
        owner.settled();
    }

    /** Puts it into service again, through the launch hooks. */
    void outOfStandby(Member member) {
        member.state = LifecycleState.PENDING;
        member.ec2().metadata().targetLifecycleState(inService());
        putInService(member);
    }

    /** Gives an instance away: it runs on, and is no part of the group any more. */
    void detach(Member member) {
        members.remove(member.id());
        member.ec2().metadata().targetLifecycleState("Detached");
        owner.settled();
    }

    /** Terminates an instance, through its hooks; nothing happens to one that goes already. */
    void terminate(Member member, String why) {
        if (member.state.isLeaving()) {
            return;
        }
        boolean warm = member.state.isWarm();
        actions.cancel(member);
        leave(
                member,
                (warm ? LifecycleState.WARMED_TERMINATED : LifecycleState.TERMINATED).text(),
                why);
        if (warm) {
            member.state = LifecycleState.WARMED_TERMINATING;
        }
        run(
                member,
                Transition.TERMINATING,
                warm ? LifecycleState.WARMED_TERMINATING_WAIT : LifecycleState.TERMINATING_WAIT,
                any -> end(member, warm));
    }

    private void leave(Member member, String target, String why) {
        member.state = LifecycleState.TERMINATING;
        member.leavingSince = control.now();
        member.hookTimedOut = false;
        member.ec2().metadata().targetLifecycleState(target);
        journal.note(
                GroupEvent.Kind.STOPPING,
                member.id(),
                member.launchedAt(),
                member.id() + " " + why);
    }

    private void end(Member member, boolean warm) {
        member.state =
                warm
                        ? LifecycleState.WARMED_TERMINATING_PROCEED
                        : LifecycleState.TERMINATING_PROCEED;
        member.ec2().terminate(() -> gone(member));
    }

    private void gone(Member member) {
        if (members.remove(member.id()) == null) {
            return;
        }
        member.state = LifecycleState.TERMINATED;
        boolean killed = member.ec2().wasCut() || member.hookTimedOut;
        journal.note(
                killed ? GroupEvent.Kind.KILLED : GroupEvent.Kind.STOPPED,
                member.id(),
                member.leavingSince,
                member.id() + (killed ? " was terminated before it was done" : " has gone"));
        owner.settled();
    }

    /**
     * An instance has gone, asked or not: EC2 has taken it away. No hook holds that off (Auto
     * Scaling user guide, "Considerations and limitations for lifecycle hooks").
     */
    Optional<Member> lost(String id, String why) {
        Member member = members.remove(id);
        if (member == null) {
            return Optional.empty();
        }
        actions.cancel(member);
        boolean leaving = member.state.isLeaving();
        member.state = LifecycleState.TERMINATED;
        journal.note(
                leaving ? GroupEvent.Kind.KILLED : GroupEvent.Kind.DIED,
                id,
                leaving ? member.leavingSince : member.launchedAt(),
                id + " " + why);
        return Optional.of(member);
    }

    private void run(
            Member member, Transition transition, LifecycleState waiting, Consumer<Boolean> then) {
        if (actions.wanted(transition)) {
            member.state = waiting;
            actions.begin(member, transition, then);
        } else {
            then.accept(true);
        }
    }
}
