package io.spillway.demo.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LoadPacerTest {
    @Test
    void sendsWhatTheProfileSaysHoweverUnevenTheTurns() {
        SineLoad sine = new SineLoad(100, 5000, 60);
        LoadPacer pacer = new LoadPacer(sine);
        Random random = new Random(7);
        long nanos = 0;
        long taken = 0;
        while (nanos < TimeUnit.SECONDS.toNanos(600)) {
            nanos += TimeUnit.MICROSECONDS.toNanos(1 + random.nextInt(200_000));
            taken += pacer.take(nanos, Integer.MAX_VALUE);
            assertThat(taken).isEqualTo((long) Math.floor(sine.records(nanos / 1e9)));
        }
        assertThat(pacer.sent()).isEqualTo(taken);
    }

    @Test
    void makesUpForATurnThatWasBounded() {
        LoadPacer pacer = new LoadPacer(new TraceLoad(new double[] {0}, new double[] {1000}));
        long second = TimeUnit.SECONDS.toNanos(1);

        assertThat(pacer.take(second, 300)).isEqualTo(300);
        assertThat(pacer.take(second, 300)).isEqualTo(300);
        assertThat(pacer.take(second, 300)).isEqualTo(300);
        assertThat(pacer.take(second, 300)).isEqualTo(100);
        assertThat(pacer.take(second, 300)).isZero();
    }

    @Test
    void keysAreNumberedWithoutAGapAndStayInTheirPartitions() {
        KeyedSequence sequence = new KeyedSequence(96, 12, 3);
        Map<Integer, Long> last = new HashMap<>();
        for (int i = 0; i < 10_000; i++) {
            KeyedSequence.Entry entry = sequence.next();
            assertThat(entry.sequence()).isEqualTo(last.getOrDefault(entry.key(), 0L) + 1);
            assertThat(entry.partition()).isEqualTo(entry.key() % 12);
            last.put(entry.key(), entry.sequence());
        }
        assertThat(sequence.offered()).hasSize(96);
        last.forEach((key, count) -> assertThat(sequence.offered()[key]).isEqualTo(count));
    }

    @Test
    void theSameSeedGivesTheSameSequence() {
        KeyedSequence one = new KeyedSequence(96, 12, 3);
        KeyedSequence same = new KeyedSequence(96, 12, 3);
        KeyedSequence other = new KeyedSequence(96, 12, 4);
        int differences = 0;
        for (int i = 0; i < 100; i++) {
            KeyedSequence.Entry entry = one.next();
            assertThat(same.next()).isEqualTo(entry);
            differences += other.next().equals(entry) ? 0 : 1;
        }
        assertThat(differences).isPositive();
    }

    @Test
    void keyNamesGoBothWays() {
        assertThat(KeyNames.name(7)).isEqualTo("key-0007");
        assertThat(KeyNames.key("key-0007")).isEqualTo(7);
        assertThat(KeyNames.key("key-12345")).isEqualTo(12_345);
        assertThat(KeyNames.key("key-x")).isEqualTo(-1);
        assertThat(KeyNames.key("other")).isEqualTo(-1);
        assertThat(KeyNames.key(null)).isEqualTo(-1);
    }
}
