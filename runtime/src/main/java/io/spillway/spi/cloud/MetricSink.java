package io.spillway.spi.cloud;

import java.time.Duration;
import java.util.List;

/**
 * Where the JobManager tells a cloud how many machines the job needs, so that a scaling policy of
 * the cloud can act upon it: CloudWatch, Cloud Monitoring.
 *
 * <p>The runtime owns the loop, the values and their timing; a sink writes what it is given, once.
 */
public interface MetricSink extends AutoCloseable {

    /** Tells nobody: where no cloud looks after the machines. */
    MetricSink NONE = new NoMetricSink();

    /** What the sink is called in the log, such as {@code cloudwatch}. Always the same. */
    String name();

    /**
     * Writes the values as of now. Called once each publish interval (5 s by default), never twice
     * at the same time, always from the same thread.
     *
     * <p>A value that isn't in {@code metrics} isn't known: write nothing for it, least of all a
     * zero. A policy that lacks data keeps its size; one that reads zero shrinks the group.
     *
     * @param metrics each name at most once; not empty
     * @param timeout positive; blocks no longer, one retry included when there is time for it
     * @throws CloudException when not all values were accepted, or nobody knows. The next call
     *     brings newer values: nothing is to be remembered for it.
     */
    void publish(List<ScalingMetric> metrics, Duration timeout) throws CloudException;

    /** Gives back threads and connections. Called once, after the last call; doesn't throw. */
    @Override
    void close();
}
