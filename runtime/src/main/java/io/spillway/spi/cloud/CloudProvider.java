package io.spillway.spi.cloud;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * The way into one cloud, for the agent on one of its machines. Found by {@link
 * java.util.ServiceLoader} in a folder of {@code plugins/}; needs a public constructor without
 * parameters that does no work.
 */
public interface CloudProvider {

    /**
     * The name that {@code spillway.cloud} chooses this provider by: lower-case letters, digits and
     * dashes, such as {@code aws}. Always the same.
     */
    String name();

    /**
     * The machine that this process runs on, or empty when it isn't one of this cloud's.
     *
     * <p>Called once, at the agent's start, on a thread of its own beside other providers'; a
     * TaskManager waits for the answer, so ask the metadata service and nothing behind it.
     *
     * @param settings the keys of {@code config.yaml} that begin with {@code spillway.} and the
     *     {@link #name()}, without that: all that there are, checked, with their defaults
     * @param timeout positive; blocks no longer. When it is over the machine isn't this cloud's.
     * @throws CloudException when the machine is this cloud's beyond doubt but its identity can't
     *     be read
     */
    Optional<CloudInstance> detect(Map<String, String> settings, Duration timeout)
            throws CloudException;
}
