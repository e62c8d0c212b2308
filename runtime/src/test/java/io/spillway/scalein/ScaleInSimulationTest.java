package io.spillway.scalein;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.restapi.DrainState;
import io.spillway.spi.cloud.InstanceGroupMember;
import io.spillway.spi.cloud.InstanceGroupMember.State;
import io.spillway.spi.cloud.InstanceGroupState;
import io.spillway.testing.FakeInstanceGroup;
import io.spillway.testing.FakeInstanceGroup.Fault;
import io.spillway.testing.ManualExecutor;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/**
 * Days of a group whose autoscaler only scales out, with a need that goes up and down, removals
 * that get lost or come late, machines that are lost, and leaders that go: each from a seed.
 */
class ScaleInSimulationTest {
    private static final List<Fault> FAULTS = List.of(Fault.values());
    private static final String SEED = "20261130";
    private static final int MIN = 2;
    private static final int MAX = 20;
    private static final int STEP_SECONDS = 5;

    /** Shorter than what a removal may take to show. */
    private static final int LATEST_STEPS = 20;

    private static final class World {
        final Random random;
        final ManualExecutor time = new ManualExecutor();
        final FakeInstanceGroup group = new FakeInstanceGroup(MIN, MAX);
        final FakeJournal journal = new FakeJournal();
        ScaleInFixture leader = new ScaleInFixture(time, group, journal).machines(6);
        int need = 6;
        int wanted;
        int late;
        Set<String> leaving = Set.of();

        World(long seed) {
            random = new Random(seed);
            leader.start();
        }

        boolean chance(int in) {
            return random.nextInt(in) == 0;
        }

        InstanceGroupState group() {
            try {
                return group.describe(Duration.ofSeconds(1));
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        }

        /** Whatever can happen, and a moment later. */
        void trouble() {
            if (chance(60)) {
                need = 1 + random.nextInt(MAX);
            }
            if (chance(3)) {
                group.next(FAULTS.get(random.nextInt(FAULTS.size())));
            }
            if (chance(200)) {
                loseAMachine();
            }
            if (chance(150)) {
                leader.fleet.runsTheJob = false;
                ScaleInFixture next = new ScaleInFixture(time, group, journal);
                leader.fleet.registered().forEach(next.fleet::register);
                leader = next.start();
            }
            journal.failing = chance(15);
            leader.fleet.drainsAtOnce = chance(2);
            moment();
            if (++late % LATEST_STEPS == 0) {
                group.arrive();
                checkWhatLeaves();
            }
        }

        void loseAMachine() {
            group().members().stream()
                    .filter(m -> m.state() == State.RUNNING)
                    .map(InstanceGroupMember::id)
                    .skip(random.nextInt(3))
                    .findFirst()
                    .ifPresent(
                            id -> {
                                group.lose(id);
                                leader.fleet.leave(id);
                                wanted++;
                            });
        }

        void moment() {
            leader.needs(need);
            leader.passSeconds(STEP_SECONDS);
            checkWhatLeaves();
            leader.fleet.finishDrains();
            scaleOut();
            if (chance(3)) {
                settle();
            }
        }

        /** What the group's autoscaler does. */
        void scaleOut() {
            int target = group().targetSize();
            if (need > target) {
                wanted += need - target;
                group.resize(need);
            }
        }

        void settle() {
            group.settle();
            Set<String> there = new HashSet<>();
            for (InstanceGroupMember member : group().members()) {
                there.add(member.id());
                if (member.state() == State.RUNNING) {
                    leader.fleet.register(member.id());
                }
            }
            for (String id : Set.copyOf(leader.fleet.registered())) {
                if (!there.contains(id)) {
                    leader.fleet.leave(id);
                }
            }
        }

        /** Only machines without work are ended, and the group never wants too few. */
        void checkWhatLeaves() {
            InstanceGroupState now = group();
            Set<String> nowLeaving =
                    now.members().stream()
                            .filter(m -> m.state() == State.LEAVING)
                            .map(InstanceGroupMember::id)
                            .collect(Collectors.toSet());
            Set<String> begun = new HashSet<>(nowLeaving);
            begun.removeAll(leaving);
            leaving = nowLeaving;
            begun.retainAll(leader.fleet.inService());
            assertThat(begun).as("ended with work").isEmpty();
            assertThat(now.targetSize()).isGreaterThanOrEqualTo(MIN);
            // Each machine that the group has made was asked for by the load, or is for a lost one.
            assertThat(group.created()).hasSizeLessThanOrEqualTo(wanted);
        }

        void calm() {
            journal.failing = false;
            group.clearFaults();
            group.arrive();
            leader.fleet.drainsAtOnce = true;
            // The longest pause after attempts that were given up is 6 h.
            for (int i = 0; i < 8 * 3600 / STEP_SECONDS; i++) {
                moment();
            }
        }
    }

    @Property(tries = 20, seed = SEED)
    void onlyWhatIsFreeGoesAndInTheEndTheSizeIsRight(@ForAll long seed) {
        World world = new World(seed);
        for (int i = 0; i < 6 * 3600 / STEP_SECONDS; i++) {
            world.trouble();
        }
        world.need = 1 + world.random.nextInt(MAX);
        world.calm();
        InstanceGroupState end = world.group();
        int tooMany = end.targetSize() - Math.max(MIN, world.need);
        assertThat(tooMany).isNotNegative();
        assertThat(tooMany == 0 || tooMany < ScaleInFixture.RULES.tolerance() * end.targetSize())
                .as("%d too many of %d", tooMany, end.targetSize())
                .isTrue();
        assertThat(world.leader.fleet.inService()).hasSize(end.targetSize());
        assertThat(world.journal.machines()).isEmpty();
        assertThat(
                        world.leader.fleet.registered().stream()
                                .map(world.leader.fleet::drainOf)
                                .filter(d -> d.filter(s -> s != DrainState.CANCELLED).isPresent()))
                .isEmpty();
    }
}
