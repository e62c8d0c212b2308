package io.spillway.scalein;

import io.spillway.spi.cloud.InstanceGroupMember;
import io.spillway.spi.cloud.InstanceGroupMember.State;
import io.spillway.spi.cloud.InstanceGroupState;
import io.spillway.spi.cloud.InstanceGroupState.ScalingPolicy;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Picks the machines that go, those whose going costs least:
 *
 * <ol>
 *   <li>machines that are drained already because of a notice of their own: they go anyway, and the
 *       group would put others in their place;
 *   <li>if they are enough, machines on which the job has no task: none of it moves;
 *   <li>one after the other from the zone that has the most left; there, one that its cloud advises
 *       to leave, then one made from the oldest template.
 * </ol>
 *
 * <p>What stays is never less than what is needed, in TaskManagers and in slots, nor less than the
 * group's minimum. The same fleet always gives the same machines, in whatever order it is told.
 */
final class ScaleInPlanner {

    private final double tolerance;
    private final int batch;

    /**
     * @param tolerance the share of the machines that may be too many, 0 or more and below 1
     * @param batch how many may go at once, 1 or more
     */
    ScaleInPlanner(double tolerance, int batch) {
        this.tolerance = tolerance;
        this.batch = batch;
    }

    /** What to do. */
    sealed interface Plan {
        /** Take these away; at least one. */
        record Remove(List<String> machines) implements Plan {}

        /** Nothing, for now. */
        record Wait(ScaleInReason reason) implements Plan {}
    }

    /** A machine that may go. */
    private record Candidate(Machine machine, InstanceGroupMember member) {
        String zone() {
            return member.zone().orElse("");
        }
    }

    /**
     * What can be told of the fleet alone, before the group is asked: why no machine goes; empty
     * when some may.
     */
    Optional<ScaleInReason> wait(NeedWindow.Peak need, Sight sight) {
        if (!sight.settled()) {
            return Optional.of(ScaleInReason.MOVING);
        }
        if (sight.count(Machine.Standing.DRAINING) > 0) {
            return Optional.of(ScaleInReason.DRAIN_PENDING);
        }
        if (sight.joining()) {
            return Optional.of(ScaleInReason.JOIN_PENDING);
        }
        return tooFew(sight.machines().size() - need.taskManagers(), sight.machines().size());
    }

    private Optional<ScaleInReason> tooFew(int excess, int machines) {
        if (excess <= 0) {
            return Optional.of(ScaleInReason.ALL_NEEDED);
        }
        return excess < tolerance * machines
                ? Optional.of(ScaleInReason.WITHIN_TOLERANCE)
                : Optional.empty();
    }

    /**
     * Decides.
     *
     * @param expected machines of the group that aren't TaskManagers and may yet become some
     */
    Plan plan(NeedWindow.Peak need, Sight sight, InstanceGroupState group, Set<String> expected) {
        Optional<ScaleInReason> fleetSays = wait(need, sight);
        if (fleetSays.isPresent()) {
            return new Plan.Wait(fleetSays.get());
        }
        if (group.policy() == ScalingPolicy.SCALE_IN_TOO) {
            return new Plan.Wait(ScaleInReason.GROUP_SCALES_IN);
        }
        if (group.isGrowing()) {
            return new Plan.Wait(ScaleInReason.GROUP_GROWS);
        }
        if (!expected.isEmpty()) {
            return new Plan.Wait(ScaleInReason.JOIN_PENDING);
        }
        Map<String, InstanceGroupMember> members =
                group.members().stream()
                        .collect(Collectors.toMap(InstanceGroupMember::id, Function.identity()));
        List<Candidate> going = new ArrayList<>();
        List<Candidate> candidates = new ArrayList<>();
        int staying = 0;
        int slots = 0;
        for (Machine machine : sight.machines()) {
            InstanceGroupMember member = members.get(machine.id());
            boolean counts = member != null && member.state() == State.RUNNING;
            if (machine.standing() == Machine.Standing.DRAINED) {
                if (counts) {
                    going.add(new Candidate(machine, member));
                }
            } else if (member == null || counts) {
                staying++;
                slots += machine.slots();
                if (counts) {
                    candidates.add(new Candidate(machine, member));
                }
            }
        }
        int excess = going.size() + staying - need.taskManagers();
        Optional<ScaleInReason> none = tooFew(excess, going.size() + staying);
        if (none.isPresent()) {
            return new Plan.Wait(none.get());
        }
        int room = room(group);
        if (room <= 0) {
            return new Plan.Wait(ScaleInReason.AT_MINIMUM);
        }
        int wanted = Math.min(excess, Math.min(batch, room));
        going.sort(Comparator.comparing(c -> c.machine().id()));
        List<String> picked =
                new ArrayList<>(going.stream().limit(wanted).map(c -> c.machine().id()).toList());
        pick(candidates, wanted - picked.size(), slots - need.slots(), picked);
        return picked.isEmpty()
                ? new Plan.Wait(ScaleInReason.NO_CANDIDATE)
                : new Plan.Remove(picked);
    }

    /** How many fewer machines the group may want. */
    static int room(InstanceGroupState group) {
        int floor = Math.max(group.minSize(), group.recommendedSize().orElse(0));
        return Math.min(group.targetSize(), group.size()) - floor;
    }

    private static void pick(
            List<Candidate> candidates, int wanted, int sparedSlots, List<String> picked) {
        List<Candidate> idle = candidates.stream().filter(c -> c.machine().idle()).toList();
        List<Candidate> left = new ArrayList<>(idle.size() >= wanted ? idle : candidates);
        Map<String, Integer> zones = new HashMap<>();
        candidates.forEach(c -> zones.merge(c.zone(), 1, Integer::sum));
        int spared = sparedSlots;
        for (int i = 0; i < wanted; i++) {
            int stillSpared = spared;
            left.removeIf(c -> c.machine().slots() > stillSpared);
            Optional<Candidate> next =
                    left.stream()
                            .min(
                                    Comparator.comparingInt((Candidate c) -> -zones.get(c.zone()))
                                            .thenComparing(c -> !c.machine().advised())
                                            .thenComparing(c -> -c.member().templatesBehind())
                                            .thenComparing(c -> !c.machine().idle())
                                            .thenComparing(c -> c.machine().id()));
            if (next.isEmpty()) {
                return;
            }
            left.remove(next.get());
            zones.merge(next.get().zone(), -1, Integer::sum);
            spared -= next.get().machine().slots();
            picked.add(next.get().machine().id());
        }
    }
}
