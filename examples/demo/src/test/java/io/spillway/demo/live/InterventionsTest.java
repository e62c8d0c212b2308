package io.spillway.demo.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

class InterventionsTest {
    private static final Set<String> MACHINES = Set.of("tm-1", "tm-2");

    private final Interventions interventions = new Interventions();

    @Test
    void aFailureThatNobodyAskedForIsNotExcused() {
        interventions.harmless();
        interventions.look(10, 0, MACHINES);
        interventions.look(11, 1, MACHINES);

        assertThat(interventions.provokedFailures()).isZero();
        assertThat(interventions.count()).isEqualTo(1);
    }

    @Test
    void whatFollowsAKillWithinAMinuteIsExcused() {
        interventions.look(5, 1, MACHINES);
        interventions.killed("tm-1", 10);
        interventions.look(12, 2, MACHINES);
        interventions.look(13, 2, MACHINES);
        interventions.look(70, 4, MACHINES);
        interventions.look(70.1, 5, MACHINES);

        assertThat(interventions.provokedFailures())
                .as("1 before, 3 of it, 1 too late")
                .isEqualTo(3);
    }

    @Test
    void aFrozenMachineExcusesUntilAMinuteAfterItGoesOn() {
        interventions.froze("tm-1");
        interventions.look(500, 1, MACHINES);
        interventions.thawed("tm-1", 600);
        interventions.look(659, 2, MACHINES);
        interventions.look(661, 3, MACHINES);

        assertThat(interventions.provokedFailures()).isEqualTo(2);
    }

    @Test
    void aFrozenMachineThatHasGoneExcusesNoLonger() {
        interventions.froze("tm-1");
        interventions.look(100, 1, Set.of("tm-2"));
        interventions.look(161, 2, Set.of("tm-2"));

        assertThat(interventions.provokedFailures()).isEqualTo(1);
    }
}
