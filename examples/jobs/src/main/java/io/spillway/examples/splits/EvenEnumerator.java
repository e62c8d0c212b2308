package io.spillway.examples.splits;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.connector.source.SourceSplit;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.connector.source.SplitsAssignment;

/**
 * Hands the splits out evenly once all readers are there. After a restore they come back to the
 * readers out of the readers' own state, and there is nothing left to hand out. All calls come from
 * Flink's coordinator thread.
 */
public final class EvenEnumerator<SplitT extends SourceSplit>
        implements SplitEnumerator<SplitT, List<SplitT>> {
    private final SplitEnumeratorContext<SplitT> context;
    private final List<SplitT> unassigned;

    /**
     * @param unassigned the splits that no reader has
     */
    public EvenEnumerator(SplitEnumeratorContext<SplitT> context, List<SplitT> unassigned) {
        this.context = context;
        this.unassigned = new ArrayList<>(unassigned);
    }

    @Override
    public void start() {}

    @Override
    public void handleSplitRequest(int subtaskId, String requesterHostname) {}

    @Override
    public void addSplitsBack(List<SplitT> splits, int subtaskId) {
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
        Map<Integer, List<SplitT>> assignment = new HashMap<>();
        for (int i = 0; i < unassigned.size(); i++) {
            assignment.computeIfAbsent(i % readers, r -> new ArrayList<>()).add(unassigned.get(i));
        }
        unassigned.clear();
        context.assignSplits(new SplitsAssignment<>(assignment));
    }

    @Override
    public List<SplitT> snapshotState(long checkpointId) {
        return List.copyOf(unassigned);
    }

    @Override
    public void close() {}
}
