package io.spillway.examples.sequence;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.core.io.InputStatus;

/**
 * Emits its keys' records in turn, evenly spread over time. What a pause has kept it from isn't
 * caught up. All calls come from the task's thread; only the wake-up comes from elsewhere.
 */
final class SequenceReader implements SourceReader<Numbered, KeySplit> {
    /** Behind by more than this, it goes on from now. */
    private static final long MOST_BEHIND_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    /** Not woken more often than this: records that are due meanwhile come together. */
    private static final long LEAST_WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final double recordsPerSecondAndKey;
    private final LongSupplier nanoClock;
    private final List<KeySplit> keys = new ArrayList<>();
    private int turn;
    private long dueNanos;
    private CompletableFuture<Void> splitsArrived = new CompletableFuture<>();

    SequenceReader(double recordsPerSecondAndKey, LongSupplier nanoClock) {
        this.recordsPerSecondAndKey = recordsPerSecondAndKey;
        this.nanoClock = nanoClock;
        this.dueNanos = nanoClock.getAsLong();
    }

    @Override
    public void start() {}

    @Override
    public InputStatus pollNext(ReaderOutput<Numbered> output) {
        long now = nanoClock.getAsLong();
        if (keys.isEmpty() || now - dueNanos < 0) {
            return InputStatus.NOTHING_AVAILABLE;
        }
        KeySplit key = keys.get(turn);
        keys.set(turn, new KeySplit(key.key(), key.next() + 1));
        turn = (turn + 1) % keys.size();
        dueNanos = Math.max(dueNanos, now - MOST_BEHIND_NANOS) + intervalNanos();
        output.collect(new Numbered(key.key(), key.next()));
        return now - dueNanos < 0 ? InputStatus.NOTHING_AVAILABLE : InputStatus.MORE_AVAILABLE;
    }

    private long intervalNanos() {
        return Math.round(1e9 / (recordsPerSecondAndKey * keys.size()));
    }

    @Override
    public List<KeySplit> snapshotState(long checkpointId) {
        return List.copyOf(keys);
    }

    @Override
    public CompletableFuture<Void> isAvailable() {
        if (keys.isEmpty()) {
            return splitsArrived;
        }
        long wait = dueNanos - nanoClock.getAsLong();
        if (wait <= 0) {
            return CompletableFuture.completedFuture(null);
        }
        return new CompletableFuture<Void>()
                .completeOnTimeout(null, Math.max(wait, LEAST_WAIT_NANOS), TimeUnit.NANOSECONDS);
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
