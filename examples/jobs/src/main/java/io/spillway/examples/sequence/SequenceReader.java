package io.spillway.examples.sequence;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.core.io.InputStatus;

/**
 * Emits each record when it is due; what a pause has kept it from follows at once, as with a topic
 * that has been written to meanwhile. All calls come from the task's thread; only the wake-up comes
 * from elsewhere.
 */
final class SequenceReader implements SourceReader<Numbered, KeySplit> {
    private final long intervalMicros;
    private final LongSupplier epochMicrosClock;
    private final PriorityQueue<KeySplit> keys =
            new PriorityQueue<>(Comparator.comparingLong(this::dueMicros));
    private CompletableFuture<Void> splitsArrived = new CompletableFuture<>();

    /**
     * @param intervalMicros between two records of a key
     * @param epochMicrosClock microseconds since the epoch
     */
    SequenceReader(long intervalMicros, LongSupplier epochMicrosClock) {
        this.intervalMicros = intervalMicros;
        this.epochMicrosClock = epochMicrosClock;
    }

    private long dueMicros(KeySplit key) {
        return key.startMicros() + key.next() * intervalMicros;
    }

    @Override
    public void start() {}

    @Override
    public InputStatus pollNext(ReaderOutput<Numbered> output) {
        if (keys.isEmpty() || waitMicros() > 0) {
            return InputStatus.NOTHING_AVAILABLE;
        }
        KeySplit key = keys.remove();
        keys.add(key.advanced());
        output.collect(new Numbered(key.key(), key.next()));
        return waitMicros() > 0 ? InputStatus.NOTHING_AVAILABLE : InputStatus.MORE_AVAILABLE;
    }

    private long waitMicros() {
        return dueMicros(keys.element()) - epochMicrosClock.getAsLong();
    }

    @Override
    public List<KeySplit> snapshotState(long checkpointId) {
        return new ArrayList<>(keys);
    }

    @Override
    public CompletableFuture<Void> isAvailable() {
        if (keys.isEmpty()) {
            return splitsArrived;
        }
        long wait = waitMicros();
        if (wait <= 0) {
            return CompletableFuture.completedFuture(null);
        }
        return new CompletableFuture<Void>().completeOnTimeout(null, wait, TimeUnit.MICROSECONDS);
    }

    @Override
    public void addSplits(List<KeySplit> splits) {
        keys.addAll(splits);
        splitsArrived.complete(null);
    }

    @Override
    public void notifyNoMoreSplits() {}

    @Override
    public void close() {}
}
