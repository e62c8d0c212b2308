package io.spillway.localcloud.aws.autoscaling;

import io.spillway.localcloud.aws.ec2.InstanceTemplate;
import io.spillway.localcloud.control.ControlThread;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledFuture;
import java.util.function.Predicate;

/** Brings a group and its warm pool to the size that is desired. Belongs to the control thread. */
final class Sizing {
    private static final Duration LONGEST_REPLACEMENT_DELAY = Duration.ofSeconds(30);
    private static final Duration SHORT_LIFE = Duration.ofMinutes(1);

    /** How much larger a group may become while it rebalances capacity. */
    private static final double REBALANCE_MARGIN = 0.1;

    private final GroupSpec spec;
    private final ControlThread control;
    private final Transitions transitions;
    private final InstanceRefresh refresh;
    private final Runnable again;
    private int shortLives;
    private Instant nextLaunch = Instant.MIN;
    private ScheduledFuture<?> nextLook;

    /**
     * Does nothing by itself.
     *
     * @param again has somebody call {@link #adjust} once more
     */
    Sizing(
            GroupSpec spec,
            ControlThread control,
            Transitions transitions,
            InstanceRefresh refresh,
            Runnable again) {
        this.spec = spec;
        this.control = control;
        this.transitions = transitions;
        this.refresh = refresh;
        this.again = again;
    }

    /** More is wanted: doesn't wait for the delay after an earlier failure. */
    void forgive() {
        nextLaunch = Instant.MIN;
    }

    /** Launches what is missing, and lets go what is too much. */
    void adjust(int desired, InstanceTemplate template) {
        List<Member> capacity = those(each -> each.state.isCapacity() && !each.atRisk);
        int lacking = desired - capacity.size();
        if (lacking > 0) {
            grow(lacking, template);
        } else if (lacking < 0) {
            shrink(-lacking);
        }
        replaceThoseAtRisk(desired);
        refresh.next(transitions.members().values(), desired)
                .ifPresent(
                        outdated -> {
                            transitions.terminate(outdated, "is replaced by an instance refresh");
                            again.run();
                        });
        spec.warmPool().ifPresent(pool -> fill(pool, desired, template));
    }

    private void grow(int lacking, InstanceTemplate template) {
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
        lookIn(Duration.between(now, nextLaunch));
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
    private void replaceThoseAtRisk(int desired) {
        List<Member> others =
                those(each -> each.state == LifecycleState.IN_SERVICE && !each.atRisk);
        if (others.size() >= desired) {
            those(each -> each.atRisk && each.state.isCapacity())
                    .forEach(each -> transitions.terminate(each, "has a replacement in service"));
        }
    }

    private void fill(WarmPoolSpec pool, int desired, InstanceTemplate template) {
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
        return new ArrayList<>(transitions.members().values().stream().filter(which).toList());
    }

    /** Waits before the next launch: something failed that had lived so long. */
    void delayNextLaunch(Duration lived) {
        shortLives = lived.compareTo(SHORT_LIFE) < 0 ? shortLives + 1 : 1;
        Duration delay = spec.replacementDelay().multipliedBy(1L << Math.min(shortLives - 1, 10));
        nextLaunch =
                control.now()
                        .plus(
                                delay.compareTo(LONGEST_REPLACEMENT_DELAY) > 0
                                        ? LONGEST_REPLACEMENT_DELAY
                                        : delay);
    }

    private void lookIn(Duration wait) {
        if (nextLook != null) {
            nextLook.cancel(false);
        }
        nextLook = control.after(wait.plusMillis(1), again);
    }
}
