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
final class SequenceEnumerator implements SplitEnumerator<KeySplit, Boolean> {
    private final SplitEnumeratorContext<KeySplit> context;
    private final int keys;
    private final List<KeySplit> returned = new ArrayList<>();
    private boolean assigned;

    SequenceEnumerator(SplitEnumeratorContext<KeySplit> context, int keys, boolean assigned) {
        this.context = context;
        this.keys = keys;
        this.assigned = assigned;
    }

    @Override
    public void start() {}

    @Override
    public void handleSplitRequest(int subtaskId, String requesterHostname) {}

    @Override
    public void addSplitsBack(List<KeySplit> splits, int subtaskId) {
        returned.addAll(splits);
        assignWhenAllAreThere();
    }

    @Override
    public void addReader(int subtaskId) {
        assignWhenAllAreThere();
    }

    private void assignWhenAllAreThere() {
        int readers = context.currentParallelism();
        if (context.registeredReaders().size() < readers) {
            return;
        }
        List<KeySplit> splits = new ArrayList<>(returned);
        returned.clear();
        if (!assigned) {
            assigned = true;
            for (int key = 0; key < keys; key++) {
                splits.add(new KeySplit(key, 0));
            }
        }
        if (splits.isEmpty()) {
            return;
        }
        Map<Integer, List<KeySplit>> assignment = new HashMap<>();
        for (int i = 0; i < splits.size(); i++) {
            assignment.computeIfAbsent(i % readers, r -> new ArrayList<>()).add(splits.get(i));
        }
        context.assignSplits(new SplitsAssignment<>(assignment));
    }

    @Override
    public Boolean snapshotState(long checkpointId) {
        return assigned;
    }

    @Override
    public void close() {}
}
