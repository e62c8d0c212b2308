package io.spillway.examples.sequence;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceOutput;
import org.apache.flink.core.io.InputStatus;
import org.junit.jupiter.api.Test;

class SequenceReaderTest {
    private static final long INTERVAL = 1000;

    private long micros = 50_000;
    private final Collected out = new Collected();
    private final SequenceReader reader = new SequenceReader(INTERVAL, () -> micros);

    @Test
    void eachKeyHasItsRecordsWhenTheyAreDue() {
        reader.addSplits(List.of(new KeySplit(0, 0, 50_000), new KeySplit(1, 0, 50_500)));
        drain();
        assertThat(out.records).containsExactly(new Numbered(0, 0));

        micros += 500;
        drain();
        micros += 500;
        drain();

        assertThat(out.records)
                .containsExactly(new Numbered(0, 0), new Numbered(1, 0), new Numbered(0, 1));
    }

    @Test
    void whatAPauseHasKeptBackFollowsAtOnceAndInOrder() {
        reader.addSplits(List.of(new KeySplit(7, 0, 50_000)));
        micros += 3 * INTERVAL;

        drain();

        assertThat(out.records)
                .extracting(Numbered::number)
                .as("without a number left out")
                .containsExactly(0L, 1L, 2L, 3L);
    }

    @Test
    void goesOnFromWhereACheckpointSawTheKey() {
        reader.addSplits(List.of(new KeySplit(7, 0, 50_000)));
        micros += INTERVAL;
        drain();

        KeySplit saved = reader.snapshotState(1).get(0);
        SequenceReader restored = new SequenceReader(INTERVAL, () -> micros);
        restored.addSplits(List.of(saved));
        assertThat(restored.pollNext(out)).isEqualTo(InputStatus.NOTHING_AVAILABLE);
        micros += INTERVAL;
        restored.pollNext(out);

        assertThat(out.records).extracting(Numbered::number).containsExactly(0L, 1L, 2L);
    }

    @Test
    void aReaderWithoutKeysWaitsForThemAndDoesNotFinish() {
        assertThat(reader.pollNext(out)).isEqualTo(InputStatus.NOTHING_AVAILABLE);
        var available = reader.isAvailable();
        assertThat(available).isNotDone();

        reader.addSplits(List.of(new KeySplit(0, 0, 50_000)));

        assertThat(available).isDone();
    }

    @Test
    void keysAndOutputSurviveSerialization() throws Exception {
        KeySplit split = new KeySplit(7, 1L << 40, 99);
        KeySplit.Serializer serializer = new KeySplit.Serializer();
        assertThat(serializer.deserialize(serializer.getVersion(), serializer.serialize(split)))
                .isEqualTo(split);

        Passed passed = new Passed(1, 2, 3, 4, 5, 6);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        passed.write(new DataOutputStream(bytes));
        assertThat(Passed.read(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray()))))
                .isEqualTo(passed);
    }

    private void drain() {
        InputStatus status;
        do {
            status = reader.pollNext(out);
        } while (status == InputStatus.MORE_AVAILABLE);
    }

    private static final class Collected implements ReaderOutput<Numbered> {
        private final List<Numbered> records = new ArrayList<>();

        @Override
        public void collect(Numbered record) {
            records.add(record);
        }

        @Override
        public void collect(Numbered record, long timestamp) {
            records.add(record);
        }

        @Override
        public void emitWatermark(Watermark watermark) {}

        @Override
        public void markIdle() {}

        @Override
        public void markActive() {}

        @Override
        public SourceOutput<Numbered> createOutputForSplit(String splitId) {
            return this;
        }

        @Override
        public void releaseOutputForSplit(String splitId) {}
    }
}
