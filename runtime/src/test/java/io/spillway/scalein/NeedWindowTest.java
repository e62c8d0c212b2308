package io.spillway.scalein;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.scalein.NeedWindow.Peak;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class NeedWindowTest {
    private final NeedWindow window = new NeedWindow(Duration.ofMinutes(10), Duration.ofMinutes(1));

    private void add(long seconds, int taskManagers) {
        window.add(new Need(Duration.ofSeconds(seconds), true, taskManagers, 2 * taskManagers));
    }

    private void addEach(long from, long to, int taskManagers) {
        for (long second = from; second <= to; second += 5) {
            add(second, taskManagers);
        }
    }

    @Test
    void saysNothingBeforeTheWholeLength() {
        addEach(0, 595, 3);
        assertThat(window.peak()).isEmpty();
        add(600, 3);
        assertThat(window.peak()).contains(new Peak(3, 6));
    }

    @Test
    void theLargestCountsUntilItIsOld() {
        addEach(0, 100, 3);
        add(105, 9);
        addEach(110, 705, 3);
        assertThat(window.peak()).contains(new Peak(9, 18));
        add(710, 3);
        assertThat(window.peak()).contains(new Peak(3, 6));
    }

    @Test
    void beginsAnewAfterAGap() {
        addEach(0, 600, 3);
        assertThat(window.peak()).isPresent();
        add(661, 3);
        assertThat(window.peak()).isEmpty();
        addEach(665, 1260, 3);
        assertThat(window.peak()).isEmpty();
        add(1265, 3);
        assertThat(window.peak()).isPresent();
    }

    @Test
    void beginsAnewWhenNobodyKnows() {
        addEach(0, 600, 3);
        window.clear();
        assertThat(window.peak()).isEmpty();
        addEach(605, 1200, 3);
        assertThat(window.peak()).isEmpty();
    }

    @Test
    void theSameValueAgainAddsNothing() {
        add(0, 3);
        add(0, 9);
        addEach(5, 600, 3);
        assertThat(window.peak()).contains(new Peak(3, 6));
    }

    @Test
    void aClockMayBeginAnywhere() {
        addEach(-10_000, -9_400, 3);
        assertThat(window.peak()).contains(new Peak(3, 6));
    }
}
