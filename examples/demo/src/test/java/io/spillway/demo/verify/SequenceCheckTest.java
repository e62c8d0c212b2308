package io.spillway.demo.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.demo.verify.SequenceCheck.Verdict;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SequenceCheckTest {
    private final SequenceCheck check = new SequenceCheck(3);

    @Test
    void everyRecordOnceInWhateverOrderIsAsItShouldBe() {
        List<OutputRecord> records = new ArrayList<>();
        for (int key = 0; key < 3; key++) {
            for (int sequence = 1; sequence <= 500; sequence++) {
                records.add(record(key, sequence, sequence));
            }
        }
        Collections.shuffle(records, new Random(5));

        assertThat(records).allMatch(check::add);

        assertThat(check.verdict(new long[] {500, 500, 500})).isEqualTo(new Verdict(1500, 0, 0, 0));
    }

    @Test
    void aGapIsALoss() {
        add(0, 1, 2, 3, 5, 6);
        // The count goes on with the records that state has seen.
        assertThat(check.verdict(new long[] {6, 0, 0})).isEqualTo(new Verdict(5, 1, 0, 0));
    }

    @Test
    void aMissingEndIsALoss() {
        add(0, 1, 2, 3);

        assertThat(check.verdict(new long[] {10, 4, 0})).isEqualTo(new Verdict(3, 11, 0, 0));
    }

    @Test
    void aRecordThatComesAgainIsADuplicateWheneverItComes() {
        add(0, 1, 2, 2, 3, 1, 5, 5, 4);

        assertThat(check.verdict(new long[] {5, 0, 0})).isEqualTo(new Verdict(5, 0, 3, 0));
        assertThat(check.records()).isEqualTo(8);
        assertThat(check.distinct()).isEqualTo(5);
    }

    @Test
    void stateThatForgotARecordIsALossThoughTheOutputIsComplete() {
        check.add(record(0, 1, 1));
        check.add(record(0, 2, 1));
        check.add(record(0, 3, 2));

        assertThat(check.verdict(new long[] {3, 0, 0})).isEqualTo(new Verdict(3, 1, 0, 0));
    }

    @Test
    void stateThatCountedARecordTwiceIsADuplicateThoughTheOutputIsClean() {
        check.add(record(0, 1, 1));
        check.add(record(0, 2, 3));

        assertThat(check.verdict(new long[] {2, 0, 0})).isEqualTo(new Verdict(2, 0, 1, 0));
    }

    @Test
    void whatNobodySentIsForeign() {
        assertThat(check.add(record(-1, 1, 1))).isFalse();
        assertThat(check.add(record(3, 1, 1))).isFalse();
        assertThat(check.add(record(0, 0, 1))).isFalse();
        add(1, 1, 2, 3);

        assertThat(check.verdict(new long[] {0, 2, 0}).foreign()).isEqualTo(4);
    }

    private void add(int key, long... sequences) {
        long count = 0;
        for (long sequence : sequences) {
            check.add(record(key, sequence, Math.max(++count, sequence)));
        }
    }

    private static OutputRecord record(int key, long sequence, long count) {
        return new OutputRecord(key, sequence, count, 0, 0);
    }
}
