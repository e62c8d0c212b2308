package io.spillway.examples.sinewave;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ParkedWorkTest {
    private long now;
    private final List<Long> sleeps = new ArrayList<>();

    @Test
    void takesTheStatedRate() throws Exception {
        ParkedWork work = work(1000, 0);

        spend(work, 3000);

        assertThat(now / 1e9).isCloseTo(3.0, within(0.01));
    }

    @Test
    void makesGoodWhatASleepTookTooLong() throws Exception {
        ParkedWork work = work(1000, 700_000);

        spend(work, 3000);

        assertThat(now / 1e9).isCloseTo(3.0, within(0.01));
    }

    @Test
    void sleepsInShortBatchesSoThatABarrierNeverWaitsLong() throws Exception {
        spend(work(100_000, 0), 10_000);

        assertThat(sleeps).hasSize(10).allMatch(nanos -> nanos <= 11_000_000);
    }

    @Test
    void earnsNothingWhileIdle() throws Exception {
        ParkedWork work = work(1000, 0);
        spend(work, 100);
        now += 10_000_000_000L;
        long before = now;

        spend(work, 1000);

        assertThat((now - before) / 1e9).isCloseTo(1.0, within(0.01));
    }

    @Test
    void aStalledMachineDoesNotBurstAfterwards() throws Exception {
        ParkedWork work = work(1000, 2_000_000_000L);
        spend(work, 10);
        long sleepsBefore = sleeps.size();

        spend(work, 60);

        assertThat(sleepsBefore).isEqualTo(1);
        assertThat(sleeps.size()).as("only 50 ms are made good").isGreaterThan(1);
    }

    private ParkedWork work(int recordsPerSecond, long oversleepNanos) {
        return new ParkedWork(
                recordsPerSecond,
                () -> now,
                nanos -> {
                    sleeps.add(nanos);
                    now += nanos + oversleepNanos;
                });
    }

    private static void spend(ParkedWork work, int records) throws InterruptedException {
        for (int i = 0; i < records; i++) {
            work.spend();
        }
    }
}
