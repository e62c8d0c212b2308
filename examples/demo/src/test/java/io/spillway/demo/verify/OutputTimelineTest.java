package io.spillway.demo.verify;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OutputTimelineTest {
    private static final long START = 1_000_000;
    private final OutputTimeline timeline = new OutputTimeline(START);

    @Test
    void isNothingWithoutTwoOutputs() {
        assertThat(timeline.longestGapMs()).isZero();
        timeline.add(START, START + 5);
        assertThat(timeline.longestGapMs()).isZero();
    }

    @Test
    void findsTheLongestTimeWithoutOutput() {
        steady(0, 1000);
        steady(1640, 2000);
        steady(2100, 2500);
        input(1000, 2500);

        assertThat(timeline.longestGapMs()).isEqualTo(640);
    }

    @Test
    void timeWithNothingToDoDoesNotCount() {
        steady(0, 1000);
        // Nothing was sent for 9 s; then a record took 30 ms.
        timeline.add(START + 10_000, START + 10_030);
        steady(10_030, 10_500);

        assertThat(timeline.longestGapMs()).isEqualTo(30);
    }

    @Test
    void whatHasWaitedCountsFromTheLastOutputThoughNothingNewCame() {
        steady(0, 1000);
        timeline.add(START + 500, START + 1700);

        assertThat(timeline.longestGapMs()).isEqualTo(701);
    }

    @Test
    void theBeginningAndTheEndAreNoGaps() {
        timeline.add(START + 100, START + 5000);
        timeline.add(START + 5001, START + 5001);

        assertThat(timeline.longestGapMs()).isZero();
    }

    @Test
    void looksAtASpanOfTime() {
        steady(0, 1000);
        steady(1300, 3000);
        steady(3200, 5000);
        input(0, 5000);

        assertThat(timeline.longestGapMs(START + 900, START + 1400)).isEqualTo(300);
        assertThat(timeline.longestGapMs(START + 1100, START + 1200)).isEqualTo(300);
        assertThat(timeline.longestGapMs(START + 2900, START + 4000)).isEqualTo(200);
        assertThat(timeline.longestGapMs(START + 4000, START + 4500)).isZero();
    }

    @Test
    void theOrderOfArrivalDoesNotMatter() {
        steady(500, 1000);
        steady(0, 400);
        input(0, 1000);

        assertThat(timeline.longestGapMs()).isEqualTo(100);
    }

    private void steady(long from, long to) {
        for (long ms = from; ms < to; ms++) {
            timeline.add(START + ms, START + ms);
        }
    }

    private void input(long from, long to) {
        for (long ms = from; ms < to; ms++) {
            // Made then, written together with what is written anyway.
            timeline.add(START + ms, START);
        }
    }
}
