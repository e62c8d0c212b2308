package io.spillway.demo.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class WayUpTest {
    private static final double RATE = 100;

    @Test
    void countsWhatIsAboveTheIdealUntilThePeak() {
        WayUp up =
                WayUp.of(
                        List.of(
                                Recordings.sample(0, 0, 100, 1),
                                Recordings.sample(10, 0, 150, 2), // half of one for 10 s
                                Recordings.sample(20, 0, 250, 2), // too few
                                Recordings.sample(30, 0, 400, 9),
                                Recordings.sample(40, 0, 100, 9)),
                        RATE);

        // Needed: 10 · (1 + 1.5 + 2.5).
        assertThat(up.share()).isCloseTo(5.0 / 50, within(1e-9));
        assertThat(up.goal())
                .isEqualTo(
                        new Experiment.Goal(
                                "capacity above the ideal is 10.0 % of the ideal while the load rises; at most 15 %",
                                true));
    }

    @Test
    void oneMachineIsAlwaysNeeded() {
        assertThat(
                        WayUp.of(
                                        List.of(
                                                Recordings.sample(0, 0, 10, 1),
                                                Recordings.sample(10, 0, 100, 1),
                                                Recordings.sample(20, 0, 100, 1)),
                                        RATE)
                                .share())
                .isZero();
    }

    @Test
    void whatIsNotKnownIsNotReached() {
        assertThat(WayUp.of(List.of(), RATE).goal().reached()).isFalse();
    }
}
