package io.spillway.scalein;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.scalein.Machine.Standing;
import io.spillway.scalein.NeedWindow.Peak;
import io.spillway.scalein.ScaleInPlanner.Plan;
import io.spillway.spi.cloud.InstanceGroupMember;
import io.spillway.spi.cloud.InstanceGroupMember.State;
import io.spillway.spi.cloud.InstanceGroupState;
import io.spillway.spi.cloud.InstanceGroupState.ScalingPolicy;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** What holds for every fleet: 1,000 random ones each. */
class ScaleInPlannerPropertiesTest {
    private static final String SEED = "20261130";

    private record Case(
            Peak need, Sight sight, InstanceGroupState group, double tolerance, int batch) {
        static Case random(Random random) {
            List<Machine> machines = new ArrayList<>();
            List<InstanceGroupMember> members = new ArrayList<>();
            int size = 1 + random.nextInt(30);
            for (int i = 0; i < size; i++) {
                String id = "m%02d".formatted(i);
                int slots = random.nextInt(4) == 0 ? 8 : 2;
                Standing standing = random.nextInt(6) == 0 ? Standing.DRAINED : Standing.IN_SERVICE;
                machines.add(
                        new Machine(
                                id, slots, random.nextInt(3) == 0, random.nextBoolean(), standing));
                if (random.nextInt(12) != 0) {
                    members.add(
                            new InstanceGroupMember(
                                    id,
                                    random.nextInt(20) == 0
                                            ? Optional.empty()
                                            : Optional.of("zone-" + random.nextInt(3)),
                                    Optional.empty(),
                                    random.nextInt(3),
                                    random.nextInt(10) == 0 ? State.LEAVING : State.RUNNING));
                }
            }
            int counting = (int) members.stream().filter(m -> m.state().counts()).count();
            int minSize = random.nextInt(8);
            int need = 1 + random.nextInt(size);
            return new Case(
                    new Peak(need, need * 2),
                    new Sight(machines, true, false),
                    new InstanceGroupState(
                            minSize,
                            minSize + 40,
                            Math.max(0, counting - random.nextInt(2)),
                            random.nextBoolean()
                                    ? OptionalInt.empty()
                                    : OptionalInt.of(random.nextInt(10)),
                            ScalingPolicy.SCALE_OUT_ONLY,
                            members),
                    random.nextBoolean() ? 0 : 0.1,
                    1 + random.nextInt(10));
        }

        Plan plan() {
            return new ScaleInPlanner(tolerance, batch).plan(need, sight, group, Set.of());
        }

        List<String> removed() {
            return plan() instanceof Plan.Remove remove ? remove.machines() : List.of();
        }

        /** What carries the load afterwards. */
        List<Machine> staying() {
            List<String> removed = removed();
            return sight.machines().stream()
                    .filter(m -> m.standing() == Standing.IN_SERVICE)
                    .filter(m -> !removed.contains(m.id()))
                    .filter(
                            m ->
                                    group.member(m.id())
                                            .filter(g -> g.state() == State.LEAVING)
                                            .isEmpty())
                    .toList();
        }
    }

    @Property(tries = 1000, seed = SEED)
    void neverTakesWhatIsNeeded(@ForAll long seed) {
        Case any = Case.random(new Random(seed));
        List<String> removed = any.removed();
        boolean takesWork =
                any.sight().machines().stream()
                        .anyMatch(
                                m ->
                                        m.standing() == Standing.IN_SERVICE
                                                && removed.contains(m.id()));
        if (takesWork) {
            assertThat(any.staying()).hasSizeGreaterThanOrEqualTo(any.need().taskManagers());
            assertThat(any.staying().stream().mapToInt(Machine::slots).sum())
                    .isGreaterThanOrEqualTo(any.need().slots());
        }
    }

    @Property(tries = 1000, seed = SEED)
    void neverGoesBelowWhatTheGroupMustHave(@ForAll long seed) {
        Case any = Case.random(new Random(seed));
        int removed = any.removed().size();
        if (removed > 0) {
            int left = Math.min(any.group().targetSize(), any.group().size()) - removed;
            assertThat(left).isGreaterThanOrEqualTo(any.group().minSize());
            assertThat(left).isGreaterThanOrEqualTo(any.group().recommendedSize().orElse(0));
            assertThat(removed).isLessThanOrEqualTo(any.batch());
        }
    }

    @Property(tries = 1000, seed = SEED)
    void takesOnlyMachinesOfTheGroupThatRunEachOnce(@ForAll long seed) {
        Case any = Case.random(new Random(seed));
        assertThat(any.removed())
                .doesNotHaveDuplicates()
                .allSatisfy(
                        id ->
                                assertThat(any.group().member(id).map(InstanceGroupMember::state))
                                        .contains(State.RUNNING));
    }

    @Property(tries = 1000, seed = SEED)
    void anotherOrderChangesNothing(@ForAll long seed) {
        Random random = new Random(seed);
        Case any = Case.random(random);
        List<Machine> machines = new ArrayList<>(any.sight().machines());
        List<InstanceGroupMember> members = new ArrayList<>(any.group().members());
        Collections.shuffle(machines, random);
        Collections.shuffle(members, random);
        InstanceGroupState group = any.group();
        Case shuffled =
                new Case(
                        any.need(),
                        new Sight(machines, true, false),
                        new InstanceGroupState(
                                group.minSize(),
                                group.maxSize(),
                                group.targetSize(),
                                group.recommendedSize(),
                                group.policy(),
                                members),
                        any.tolerance(),
                        any.batch());
        assertThat(shuffled.plan()).isEqualTo(any.plan());
    }

    /** With equal machines of which none is idle or drained. */
    @Property(tries = 1000, seed = SEED)
    void zonesDoNotGetMoreUneven(@ForAll long seed) {
        Random random = new Random(seed);
        List<Machine> machines = new ArrayList<>();
        List<InstanceGroupMember> members = new ArrayList<>();
        int size = 2 + random.nextInt(30);
        for (int i = 0; i < size; i++) {
            machines.add(new Machine("m" + i, 2, false, false, Standing.IN_SERVICE));
            members.add(
                    new InstanceGroupMember(
                            "m" + i,
                            Optional.of("zone-" + random.nextInt(3)),
                            Optional.empty(),
                            random.nextInt(3),
                            State.RUNNING));
        }
        int need = 1 + random.nextInt(size);
        Case any =
                new Case(
                        new Peak(need, need * 2),
                        new Sight(machines, true, false),
                        new InstanceGroupState(
                                0,
                                40,
                                size,
                                OptionalInt.empty(),
                                ScalingPolicy.SCALE_OUT_ONLY,
                                members),
                        0,
                        50);
        List<String> removed = any.removed();
        assertThat(removed).hasSize(size - need);
        Map<String, Long> before = zones(members, Set.of());
        Map<String, Long> after = zones(members, Set.copyOf(removed));
        long largest = Collections.max(after.values());
        after.forEach(
                (zone, left) -> {
                    // Only the zones with the most have lost any.
                    if (left < before.get(zone)) {
                        assertThat(left).isGreaterThanOrEqualTo(largest - 1);
                    }
                });
    }

    private static Map<String, Long> zones(List<InstanceGroupMember> members, Set<String> without) {
        Map<String, Long> counts =
                members.stream()
                        .map(m -> m.zone().orElseThrow())
                        .distinct()
                        .collect(Collectors.toMap(Function.identity(), zone -> 0L));
        members.stream()
                .filter(m -> !without.contains(m.id()))
                .forEach(m -> counts.merge(m.zone().orElseThrow(), 1L, Long::sum));
        return counts;
    }
}
