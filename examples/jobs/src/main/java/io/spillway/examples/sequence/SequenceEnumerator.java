package io.spillway.examples.sequence;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.connector.source.SplitsAssignment;

/**
 * Hands the keys out evenly once all readers are there. After a restore they come back to the
 * readers out of the readers' own state. All calls come from Flink's coordinator thread.
 */
final class SequenceEnumerator implements SplitEnumerator<KeySplit, List<KeySplit>> {
    private final SplitEnumeratorContext<KeySplit> context;
    private final List<KeySplit> unassigned;

    /**
     * @param unassigned the keys that no reader has
     */
    SequenceEnumerator(SplitEnumeratorContext<KeySplit> context, List<KeySplit> unassigned) {
        this.context = context;
        this.unassigned = new ArrayList<>(unassigned);
    }

    @Override
    public void start() {}

    @Override
    public void handleSplitRequest(int subtaskId, String requesterHostname) {}

    @Override
    public void addSplitsBack(List<KeySplit> splits, int subtaskId) {
        unassigned.addAll(splits);
        assignWhenAllAreThere();
    }

    @Override
    public void addReader(int subtaskId) {
        assignWhenAllAreThere();
    }

    private void assignWhenAllAreThere() {
        int readers = context.currentParallelism();
        if (unassigned.isEmpty() || context.registeredReaders().size() < readers) {
            return;
        }
        Map<Integer, List<KeySplit>> assignment = new HashMap<>();
        for (int i = 0; i < unassigned.size(); i++) {
            assignment.computeIfAbsent(i % readers, r -> new ArrayList<>()).add(unassigned.get(i));
        }
        unassigned.clear();
        context.assignSplits(new SplitsAssignment<>(assignment));
    }

    @Override
    public List<KeySplit> snapshotState(long checkpointId) {
        return List.copyOf(unassigned);
    }

    @Override
    public void close() {}
}
