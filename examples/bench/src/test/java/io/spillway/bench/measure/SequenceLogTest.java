package io.spillway.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class SequenceLogTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final SequenceLog log = new SequenceLog(2, 1_000_000);

    @Test
    void countsWhatPassesAgainAndKnowsWhenThatIsOver() {
        pass(0, 0, 10);
        pass(0, 1, 20);
        pass(0, 2, 30);
        pass(1, 0, 30);
        assertThat(log.repeated()).isZero();
        assertThat(log.hasCaughtUp()).isTrue();

        pass(0, 1, 500);
        assertThat(log.hasCaughtUp()).isFalse();
        pass(0, 2, 510);

        assertThat(log.repeated()).isEqualTo(2);
        assertThat(log.records()).isEqualTo(6);
        assertThat(log.hasCaughtUp()).isTrue();
        assertThat(log.missing()).isZero();
    }

    @Test
    void aNumberThatNeverCameIsMissingUntilItComes() {
        pass(0, 0, 10);
        pass(0, 2, 20);
        assertThat(log.missing()).isEqualTo(1);

        // From another connection, read later.
        pass(0, 1, 15);

        assertThat(log.missing()).isZero();
    }

    @Test
    void stateThatForgotOrCountedTwiceIsNoticed() {
        log.add(0, 0, 1, 10_000, 2);
        assertThat(log.miscounted()).isZero();

        log.add(0, 1, 1, 11_000, 2);
        log.add(0, 2, 4, 12_000, 2);

        assertThat(log.miscounted()).isEqualTo(2);
    }

    @Test
    void aGapIsOneOfAllKeysAndTheWorstKeyMayWaitLonger() {
        pass(0, 0, 100);
        pass(1, 0, 110);
        // Key 0 waits for 390 ms, the job for 200 ms.
        pass(1, 1, 290);
        pass(0, 1, 490);
        pass(1, 2, 495);

        assertThat(log.longestGapMicros(200_000, 600_000)).isEqualTo(200_000);
        assertThat(log.worstKeyGapMicros(200_000, 600_000)).isEqualTo(390_000);
    }

    @Test
    void gapsOutsideOfTheSpanDoNotCount() {
        pass(0, 0, 0);
        pass(0, 1, 900);
        pass(0, 2, 950);
        pass(0, 3, 1_000);
        pass(0, 4, 2_000);

        assertThat(log.longestGapMicros(920_000, 980_000)).isEqualTo(50_000);
        assertThat(log.longestGapMicros(300_000, 400_000))
                .as("nothing at all came in the span")
                .isEqualTo(900_000);
        log.forgetTimes();
        assertThat(log.longestGapMicros(0, 3_000_000)).isZero();
    }

    @Test
    void outputFlowsWhenEachKeyHasSomeAndNothingComesAtAnotherParallelism() {
        log.add(0, 0, 1, 1_000_000, 3);
        log.add(1, 0, 1, 1_100_000, 3);
        assertThat(log.flows(3, 1_200_000, SECOND)).isTrue();
        assertThat(log.flows(2, 1_200_000, SECOND)).as("at another parallelism").isFalse();
        assertThat(log.flows(3, 1_590_000, SECOND)).as("key 0 has nothing lately").isFalse();

        log.add(0, 1, 2, 2_050_000, 2);
        log.add(1, 1, 2, 2_050_000, 2);
        assertThat(log.flows(2, 2_060_000, SECOND)).as("the old ones are recent").isFalse();
        log.add(0, 2, 3, 2_200_000, 2);
        log.add(1, 2, 3, 2_200_000, 2);
        assertThat(log.flows(2, 2_210_000, SECOND)).isTrue();
        assertThat(log.firstAtMicros(2)).hasValue(2_050_000);
        assertThat(log.firstAtMicros(4)).isEmpty();
    }

    @Test
    void aKeyThatSeldomHasARecordIsNotLateBeforeItsTime() {
        SequenceLog slow = new SequenceLog(2, 1);
        slow.add(0, 0, 1, 1_000_000, 1);
        slow.add(1, 0, 1, 2_000_000, 1);

        assertThat(slow.flows(1, 3_400_000, SECOND)).isTrue();
        assertThat(slow.flows(1, 3_600_000, SECOND)).isFalse();
    }

    private void pass(int key, long number, long atMs) {
        log.add(key, number, number + 1, atMs * 1000, 2);
    }
}
