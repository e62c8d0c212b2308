package io.spillway.spi.diagnosis;

import io.spillway.spi.cloud.CloudException;
import io.spillway.spi.cloud.CloudProvider;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What may be wrong with one cloud, for {@code spillway doctor}. Found by {@link
 * java.util.ServiceLoader} in a folder of {@code plugins/}; needs a public constructor without
 * parameters that does no work.
 */
public interface CloudDiagnosis {

    /** The same as the {@link CloudProvider}'s of that cloud. Always the same. */
    String name();

    /**
     * Whether this process runs on a machine of this cloud.
     *
     * @param timeout positive; blocks no longer. When it is over the machine isn't this cloud's.
     * @throws CloudException when the machine is this cloud's beyond doubt but can't be asked more
     */
    boolean isHere(Duration timeout) throws CloudException;

    /**
     * The checks that make sense for a subject, in the order that they are shown in. Asks nothing
     * yet. What can be looked at on a machine alone is there too, elsewhere, and says so.
     */
    List<Check> checks(DiagnosisSubject subject);

    /**
     * The shortest time between word that a machine goes and its end; empty where there is none
     * that holds for all.
     */
    Optional<Duration> shortestNotice();

    /**
     * Servers that tell the time of day in the {@code Date} header of whatever they answer to a
     * {@code HEAD} without credentials. Asks nothing.
     *
     * @param settings as for {@link CloudProvider#detect}
     */
    List<URI> clocks(Map<String, String> settings);
}
