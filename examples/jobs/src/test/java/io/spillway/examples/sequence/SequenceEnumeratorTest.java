package io.spillway.examples.sequence;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.BiConsumer;
import org.apache.flink.api.connector.source.ReaderInfo;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.connector.source.SplitsAssignment;
import org.apache.flink.metrics.groups.SplitEnumeratorMetricGroup;
import org.junit.jupiter.api.Test;

class SequenceEnumeratorTest {
    private static final KeySplit A = new KeySplit(0, 0, 50_000);
    private static final KeySplit B = new KeySplit(1, 7, 50_500);
    private static final KeySplit C = new KeySplit(2, 9, 51_000);

    private final TwoReaders readers = new TwoReaders();
    private final SequenceEnumerator enumerator = new SequenceEnumerator(readers, List.of(A, B, C));

    @Test
    void handsTheKeysOutEvenlyOnceAllReadersAreThere() {
        join(0);
        assertThat(readers.assigned).isEmpty();
        join(1);
        assertThat(readers.assigned)
                .containsOnly(Map.entry(0, List.of(A, C)), Map.entry(1, List.of(B)));
    }

    @Test
    void aCheckpointHoldsTheKeysThatNoReaderHas() throws Exception {
        assertThat(saved()).containsExactly(A, B, C);
        join(0);
        join(1);
        assertThat(saved()).isEmpty();

        readers.leave(1);
        enumerator.addSplitsBack(List.of(B), 1);
        assertThat(saved()).as("handed back, and nobody to take them").containsExactly(B);

        SequenceEnumerator restored = new SequenceEnumerator(readers, saved());
        readers.assigned.clear();
        readers.join(1);
        restored.addReader(1);
        assertThat(readers.assigned).containsOnly(Map.entry(0, List.of(B)));
    }

    private void join(int reader) {
        readers.join(reader);
        enumerator.addReader(reader);
    }

    private List<KeySplit> saved() throws Exception {
        SequenceSource.UnassignedSerializer serializer = new SequenceSource.UnassignedSerializer();
        return serializer.deserialize(
                serializer.getVersion(), serializer.serialize(enumerator.snapshotState(1)));
    }

    /** A job of parallelism 2 whose readers come and go. */
    private static final class TwoReaders implements SplitEnumeratorContext<KeySplit> {
        final Map<Integer, ReaderInfo> there = new HashMap<>();
        final Map<Integer, List<KeySplit>> assigned = new HashMap<>();

        void join(int reader) {
            there.put(reader, new ReaderInfo(reader, "localhost"));
        }

        void leave(int reader) {
            there.remove(reader);
        }

        @Override
        public int currentParallelism() {
            return 2;
        }

        @Override
        public Map<Integer, ReaderInfo> registeredReaders() {
            return there;
        }

        @Override
        public void assignSplits(SplitsAssignment<KeySplit> assignment) {
            assignment
                    .assignment()
                    .forEach(
                            (reader, splits) ->
                                    assigned.computeIfAbsent(reader, r -> new ArrayList<>())
                                            .addAll(splits));
        }

        @Override
        public SplitEnumeratorMetricGroup metricGroup() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void sendEventToSourceReader(int subtaskId, SourceEvent event) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void signalNoMoreSplits(int subtask) {
            throw new UnsupportedOperationException();
        }

        @Override
        public <T> void callAsync(Callable<T> callable, BiConsumer<T, Throwable> handler) {
            throw new UnsupportedOperationException();
        }

        @Override
        public <T> void callAsync(
                Callable<T> callable,
                BiConsumer<T, Throwable> handler,
                long initialDelayMillis,
                long periodMillis) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void runInCoordinatorThread(Runnable runnable) {
            throw new UnsupportedOperationException();
        }
    }
}
