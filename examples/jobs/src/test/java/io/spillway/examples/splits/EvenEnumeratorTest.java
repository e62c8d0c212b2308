package io.spillway.examples.splits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.BiConsumer;
import org.apache.flink.api.connector.source.ReaderInfo;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SourceSplit;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.connector.source.SplitsAssignment;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.metrics.groups.SplitEnumeratorMetricGroup;
import org.junit.jupiter.api.Test;

class EvenEnumeratorTest {
    private static final Named A = new Named("A");
    private static final Named B = new Named("B, longer");
    private static final Named C = new Named("");

    private final SplitListSerializer<Named> serializer =
            new SplitListSerializer<>(new NameSerializer());
    private final TwoReaders readers = new TwoReaders();
    private final EvenEnumerator<Named> enumerator =
            new EvenEnumerator<>(readers, List.of(A, B, C));

    @Test
    void handsTheSplitsOutEvenlyOnceAllReadersAreThere() {
        join(0);
        assertThat(readers.assigned).isEmpty();
        join(1);
        assertThat(readers.assigned)
                .containsOnly(Map.entry(0, List.of(A, C)), Map.entry(1, List.of(B)));
    }

    @Test
    void aCheckpointHoldsTheSplitsThatNoReaderHas() throws Exception {
        assertThat(saved()).containsExactly(A, B, C);
        join(0);
        join(1);
        assertThat(saved()).isEmpty();

        readers.leave(1);
        enumerator.addSplitsBack(List.of(B), 1);
        assertThat(saved()).as("handed back, and nobody to take them").containsExactly(B);

        EvenEnumerator<Named> restored = new EvenEnumerator<>(readers, saved());
        readers.assigned.clear();
        readers.join(1);
        restored.addReader(1);
        assertThat(readers.assigned).containsOnly(Map.entry(0, List.of(B)));
    }

    private void join(int reader) {
        readers.join(reader);
        enumerator.addReader(reader);
    }

    @Test
    void refusesACheckpointThatItCannotRead() throws Exception {
        byte[] written = serializer.serialize(List.of(A, B));

        assertThatThrownBy(() -> serializer.deserialize(2, written))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("version 2")
                .hasMessageContaining("known is 1");
        for (int length : new int[] {3, 6, written.length - 1}) {
            assertThatThrownBy(() -> serializer.deserialize(1, Arrays.copyOf(written, length)))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(length + " bytes");
        }
    }

    private List<Named> saved() throws Exception {
        return serializer.deserialize(
                serializer.getVersion(), serializer.serialize(enumerator.snapshotState(1)));
    }

    private record Named(String name) implements SourceSplit {
        @Override
        public String splitId() {
            return name;
        }
    }

    private static final class NameSerializer implements SimpleVersionedSerializer<Named> {
        @Override
        public int getVersion() {
            return 4;
        }

        @Override
        public byte[] serialize(Named split) {
            return split.name().getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public Named deserialize(int version, byte[] serialized) {
            assertThat(version).isEqualTo(4);
            return new Named(new String(serialized, StandardCharsets.UTF_8));
        }
    }

    /** A job of parallelism 2 whose readers come and go. */
    private static final class TwoReaders implements SplitEnumeratorContext<Named> {
        final Map<Integer, ReaderInfo> there = new HashMap<>();
        final Map<Integer, List<Named>> assigned = new HashMap<>();

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
        public void assignSplits(SplitsAssignment<Named> assignment) {
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
