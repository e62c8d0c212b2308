package io.spillway.bench.store.driver;

import io.spillway.bench.store.Implementation;
import io.spillway.bench.store.Operation;
import java.util.Map;

/** Is told how far it is. */
public interface StoreProgress {

    /** What is being done now. */
    void phase(String text);

    /**
     * An operation was measured with all implementations, in one run.
     *
     * @param milliseconds the median of each implementation that could be measured
     */
    void measured(
            String run,
            int latencyMs,
            Operation operation,
            Map<Implementation, Double> milliseconds);

    /** Something couldn't be measured, or was wrong. */
    void problem(Implementation implementation, Operation operation, String text);
}
