package io.spillway.examples.sequence;

import io.spillway.examples.splits.EvenEnumerator;
import io.spillway.examples.splits.SplitListSerializer;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/**
 * Numbers 0, 1, 2 … for each of its keys, at a steady rate, for ever. Each key is a split: the
 * number of splits doesn't depend on the parallelism of the first start, keys move between readers
 * when the job rescales, and each goes on where the checkpoint says.
 */
public final class SequenceSource implements Source<Numbered, KeySplit, List<KeySplit>> {
    private final int keys;
    private final int recordsPerSecond;

    /**
     * @param keys how many keys there are, at least 1
     * @param recordsPerSecond of all keys together, at least 1
     */
    public SequenceSource(int keys, int recordsPerSecond) {
        this.keys = keys;
        this.recordsPerSecond = recordsPerSecond;
    }

    @Override
    public Boundedness getBoundedness() {
        return Boundedness.CONTINUOUS_UNBOUNDED;
    }

    @Override
    public SourceReader<Numbered, KeySplit> createReader(SourceReaderContext context) {
        return new SequenceReader(intervalMicros(), EpochMicros::now);
    }

    private long intervalMicros() {
        return Math.max(1, 1_000_000L * keys / recordsPerSecond);
    }

    /** The keys take turns, so that output comes evenly. */
    private List<KeySplit> firstSplits(long nowMicros) {
        List<KeySplit> splits = new ArrayList<>(keys);
        for (int key = 0; key < keys; key++) {
            splits.add(new KeySplit(key, 0, nowMicros + intervalMicros() * key / keys));
        }
        return splits;
    }

    @Override
    public SplitEnumerator<KeySplit, List<KeySplit>> createEnumerator(
            SplitEnumeratorContext<KeySplit> context) {
        return new EvenEnumerator<>(context, firstSplits(EpochMicros.now()));
    }

    @Override
    public SplitEnumerator<KeySplit, List<KeySplit>> restoreEnumerator(
            SplitEnumeratorContext<KeySplit> context, List<KeySplit> unassigned) {
        return new EvenEnumerator<>(context, unassigned);
    }

    @Override
    public SimpleVersionedSerializer<KeySplit> getSplitSerializer() {
        return new KeySplit.Serializer();
    }

    @Override
    public SimpleVersionedSerializer<List<KeySplit>> getEnumeratorCheckpointSerializer() {
        return new SplitListSerializer<>(new KeySplit.Serializer());
    }
}
