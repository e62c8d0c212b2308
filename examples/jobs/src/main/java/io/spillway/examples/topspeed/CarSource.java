package io.spillway.examples.topspeed;

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
 * Cars that drive for ever, each of them a split. That makes it a source for an elastic job: the
 * number of splits doesn't come from the parallelism of the first start (as Flink's {@code
 * DataGeneratorSource} has it, whose readers beyond that number finish), so cars move between
 * readers whenever the job rescales, and a reader that gets none stays idle instead of finishing.
 */
public final class CarSource implements Source<CarReading, CarSplit, List<CarSplit>> {
    private final int cars;
    private final int intervalMs;
    private final long seed;

    /**
     * @param cars how many cars there are, at least 1
     * @param intervalMs milliseconds between two readings of a car, at least 1
     * @param seed makes the cars' behaviour repeatable
     */
    public CarSource(int cars, int intervalMs, long seed) {
        this.cars = cars;
        this.intervalMs = intervalMs;
        this.seed = seed;
    }

    @Override
    public Boundedness getBoundedness() {
        return Boundedness.CONTINUOUS_UNBOUNDED;
    }

    @Override
    public SourceReader<CarReading, CarSplit> createReader(SourceReaderContext context) {
        return new CarReader(
                intervalMs,
                seed + context.getIndexOfSubtask(),
                System::nanoTime,
                System::currentTimeMillis);
    }

    @Override
    public SplitEnumerator<CarSplit, List<CarSplit>> createEnumerator(
            SplitEnumeratorContext<CarSplit> context) {
        List<CarSplit> all = new ArrayList<>(cars);
        for (int car = 0; car < cars; car++) {
            all.add(new CarSplit(car, 50, 0));
        }
        return new EvenEnumerator<>(context, all);
    }

    @Override
    public SplitEnumerator<CarSplit, List<CarSplit>> restoreEnumerator(
            SplitEnumeratorContext<CarSplit> context, List<CarSplit> unassigned) {
        return new EvenEnumerator<>(context, unassigned);
    }

    @Override
    public SimpleVersionedSerializer<CarSplit> getSplitSerializer() {
        return new CarSplit.Serializer();
    }

    @Override
    public SimpleVersionedSerializer<List<CarSplit>> getEnumeratorCheckpointSerializer() {
        return new SplitListSerializer<>(new CarSplit.Serializer());
    }
}
