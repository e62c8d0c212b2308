package io.spillway.examples.topspeed;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.connector.source.SplitsAssignment;

/**
 * Hands the cars out evenly once all readers are there. After a restore the cars come back to the
 * readers out of the readers' own state, and there is nothing left to hand out. All calls come from
 * Flink's coordinator thread.
 */
final class CarEnumerator implements SplitEnumerator<CarSplit, UnassignedCars> {
    private final SplitEnumeratorContext<CarSplit> context;
    private final List<CarSplit> unassigned;

    CarEnumerator(SplitEnumeratorContext<CarSplit> context, List<CarSplit> unassigned) {
        this.context = context;
        this.unassigned = new ArrayList<>(unassigned);
    }

    @Override
    public void start() {}

    @Override
    public void handleSplitRequest(int subtaskId, String requesterHostname) {}

    @Override
    public void addSplitsBack(List<CarSplit> splits, int subtaskId) {
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
        unassigned.sort(Comparator.comparingInt(CarSplit::car));
        Map<Integer, List<CarSplit>> assignment = new HashMap<>();
        for (int i = 0; i < unassigned.size(); i++) {
            assignment.computeIfAbsent(i % readers, r -> new ArrayList<>()).add(unassigned.get(i));
        }
        unassigned.clear();
        context.assignSplits(new SplitsAssignment<>(assignment));
    }

    @Override
    public UnassignedCars snapshotState(long checkpointId) {
        return new UnassignedCars(unassigned);
    }

    @Override
    public void close() {}
}
