package io.spillway.demo.run;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CatchUpTest {
    private static final double RATE = 1000;
    private final CatchUp catchUp = new CatchUp();

    @Test
    void isUnderWayAfterARestartUntilTheBacklogIsGone() {
        assertThat(underWay(0, "a", 2000)).isTrue();
        assertThat(underWay(1, "a", 1200)).isTrue();
        assertThat(underWay(2, "a", 200)).isFalse();
    }

    @Test
    void aJobThatStartsWithoutABacklogCatchesUpWithNothing() {
        assertThat(underWay(0, "a", 0)).isFalse();
        assertThat(underWay(1, "a", 299)).isFalse();
    }

    @Test
    void aBacklogThatGrowsIsTheLoadsAndNotTheRestarts() {
        for (int second = 0; second <= 5; second++) {
            assertThat(underWay(second, "a", 1000 + second * 100)).isTrue();
        }
        assertThat(underWay(6, "a", 1600)).isFalse();
    }

    @Test
    void aBacklogThatShrinksTooSlowlyAsksForMore() {
        for (int second = 0; second <= 5; second++) {
            underWay(second, "a", 10_000 - second * 100);
        }
        assertThat(underWay(6, "a", 9400)).as("94 s to go").isFalse();
    }

    @Test
    void aLargeBacklogThatShrinksFastAsksForNothingHoweverOldTheRun() {
        underWay(0, "a", 0);
        for (int second = 100; second <= 110; second++) {
            underWay(second, "a", 50_000 - (second - 100) * 3000);
        }
        assertThat(underWay(111, "a", 17_000)).as("6 s to go").isTrue();
    }

    @Test
    void beginsAnewWithEachRestart() {
        for (int second = 0; second <= 10; second++) {
            underWay(second, "a", 1000 + second * 100);
        }
        assertThat(underWay(11, "a", 2100)).isFalse();
        assertThat(underWay(12, "b", 2200)).isTrue();
    }

    private boolean underWay(double second, String run, double lagRecords) {
        return catchUp.isUnderWay(second, run, lagRecords, RATE);
    }
}
