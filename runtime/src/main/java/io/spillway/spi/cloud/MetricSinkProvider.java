package io.spillway.spi.cloud;

import java.time.Duration;
import java.util.Map;

/**
 * The way to one cloud's metrics, for the JobManager. Found by {@link java.util.ServiceLoader} in a
 * folder of {@code plugins/}; needs a public constructor without parameters that does no work.
 */
public interface MetricSinkProvider {

    /**
     * The name that {@code spillway.metric-sink.type} chooses this provider by, the same as the
     * {@link CloudProvider}'s of that cloud. Always the same.
     */
    String name();

    /**
     * Whether this process runs on a machine of this cloud.
     *
     * <p>Called once, at the JobManager's start, on a thread of its own beside other providers'.
     *
     * @param timeout positive; blocks no longer. When it is over the machine isn't this cloud's.
     * @throws CloudException when the machine is this cloud's beyond doubt but can't be asked more
     */
    boolean isHere(Duration timeout) throws CloudException;

    /**
     * Makes a sink for one group and job. Asks the cloud for no more than where it is.
     *
     * @param settings as for {@link CloudProvider#detect}
     * @throws CloudException when something that it needs isn't known, such as a region
     */
    MetricSink open(MetricTarget target, Map<String, String> settings) throws CloudException;
}
