package io.spillway.jobmanager.scheduling;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SourceSplit;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.connector.source.SplitsAssignment;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.core.io.InputStatus;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/**
 * Numbers 0, 1, 2 … for each key, at a steady rate. The keys are spread anew over the readers when
 * the job rescales; after a restart each key goes on where the checkpoint says.
 *
 * @param first the lowest key
 * @param keys how many keys there are
 * @param perSecond records per second and key
 * @param limit how many for each key; the source ends when all keys have that many
 */
record SequenceSource(int first, int keys, double perSecond, long limit)
        implements Source<Tuple2<Integer, Long>, SequenceSource.Key, Boolean> {

    /** A key with the next number to emit. */
    record Key(int key, long next) implements SourceSplit {
        @Override
        public String splitId() {
            return Integer.toString(key);
        }
    }

    @Override
    public Boundedness getBoundedness() {
        return Boundedness.CONTINUOUS_UNBOUNDED;
    }

    @Override
    public SplitEnumerator<Key, Boolean> createEnumerator(SplitEnumeratorContext<Key> context) {
        return new Enumerator(context, first, keys, false);
    }

    @Override
    public SplitEnumerator<Key, Boolean> restoreEnumerator(
            SplitEnumeratorContext<Key> context, Boolean assigned) {
        return new Enumerator(context, first, keys, assigned);
    }

    @Override
    public SourceReader<Tuple2<Integer, Long>, Key> createReader(SourceReaderContext context) {
        return new Reader(perSecond, limit);
    }

    @Override
    public SimpleVersionedSerializer<Key> getSplitSerializer() {
        return new Serializer<>() {
            @Override
            public byte[] serialize(Key key) {
                return ByteBuffer.allocate(12).putInt(key.key()).putLong(key.next()).array();
            }

            @Override
            Key read(ByteBuffer bytes) {
                return new Key(bytes.getInt(), bytes.getLong());
            }
        };
    }

    @Override
    public SimpleVersionedSerializer<Boolean> getEnumeratorCheckpointSerializer() {
        return new Serializer<>() {
            @Override
            public byte[] serialize(Boolean assigned) {
                return new byte[] {(byte) (assigned ? 1 : 0)};
            }

            @Override
            Boolean read(ByteBuffer bytes) {
                return bytes.get() == 1;
            }
        };
    }

    private abstract static class Serializer<T> implements SimpleVersionedSerializer<T> {
        abstract T read(ByteBuffer bytes);

        @Override
        public int getVersion() {
            return 1;
        }

        @Override
        public T deserialize(int version, byte[] serialized) throws IOException {
            return read(ByteBuffer.wrap(serialized));
        }
    }

    private static final class Enumerator implements SplitEnumerator<Key, Boolean> {
        private final SplitEnumeratorContext<Key> context;
        private final int first;
        private final int keys;
        private boolean assigned;

        Enumerator(SplitEnumeratorContext<Key> context, int first, int keys, boolean assigned) {
            this.context = context;
            this.first = first;
            this.keys = keys;
            this.assigned = assigned;
        }

        @Override
        public void start() {}

        @Override
        public void handleSplitRequest(int subtask, String host) {}

        @Override
        public void addSplitsBack(List<Key> splits, int subtask) {}

        @Override
        public void addReader(int subtask) {
            int readers = context.currentParallelism();
            if (assigned) {
                context.signalNoMoreSplits(subtask);
            } else if (context.registeredReaders().size() == readers) {
                Map<Integer, List<Key>> assignment = new HashMap<>();
                for (int key = 0; key < keys; key++) {
                    assignment
                            .computeIfAbsent(key % readers, r -> new ArrayList<>())
                            .add(new Key(first + key, 0));
                }
                context.assignSplits(new SplitsAssignment<>(assignment));
                assigned = true;
                for (int reader = 0; reader < readers; reader++) {
                    context.signalNoMoreSplits(reader);
                }
            }
        }

        @Override
        public Boolean snapshotState(long checkpointId) throws Exception {
            Probe.current().beginCheckpoint();
            return assigned;
        }

        @Override
        public void close() {}
    }

    private static final class Reader implements SourceReader<Tuple2<Integer, Long>, Key> {
        private static final class Progress {
            final int key;
            final long first;
            final long since = System.nanoTime();
            long next;

            Progress(Key key) {
                this.key = key.key();
                this.first = key.next();
                this.next = key.next();
            }
        }

        private final double perSecond;
        private final long limit;
        private final List<Progress> mine = new ArrayList<>();
        private boolean complete;

        Reader(double perSecond, long limit) {
            this.perSecond = perSecond;
            this.limit = limit;
        }

        @Override
        public void start() {}

        @Override
        public InputStatus pollNext(ReaderOutput<Tuple2<Integer, Long>> output) {
            long now = System.nanoTime();
            boolean ended = complete;
            for (Progress key : mine) {
                ended &= key.next >= limit;
                if (key.next < limit
                        && key.next - key.first <= (now - key.since) / 1e9 * perSecond) {
                    output.collect(Tuple2.of(key.key, key.next++));
                    return InputStatus.MORE_AVAILABLE;
                }
            }
            return ended ? InputStatus.END_OF_INPUT : InputStatus.NOTHING_AVAILABLE;
        }

        @Override
        public CompletableFuture<Void> isAvailable() {
            return CompletableFuture.runAsync(
                    () -> {}, CompletableFuture.delayedExecutor(2, TimeUnit.MILLISECONDS));
        }

        @Override
        public List<Key> snapshotState(long checkpointId) {
            return mine.stream().map(p -> new Key(p.key, p.next)).toList();
        }

        @Override
        public void addSplits(List<Key> splits) {
            splits.forEach(s -> mine.add(new Progress(s)));
        }

        @Override
        public void notifyNoMoreSplits() {
            complete = true;
        }

        @Override
        public void close() {}
    }
}
