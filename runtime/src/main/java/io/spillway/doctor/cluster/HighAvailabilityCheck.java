package io.spillway.doctor.cluster;

import io.spillway.ha.HaPreflight;
import io.spillway.ha.HaPreflight.ClusterState;
import io.spillway.spi.diagnosis.Check;
import io.spillway.spi.diagnosis.Finding;
import io.spillway.spi.diagnosis.Once;
import io.spillway.spi.store.StoreException;
import java.time.Duration;
import org.apache.flink.configuration.Configuration;

/**
 * Whether a JobManager that is lost is followed by another: the store holds what is written to it,
 * its documents can be read, somebody leads.
 *
 * @param asked whether the configuration asks for it
 * @param several whether the cluster's machines come and go
 */
public record HighAvailabilityCheck(
        Configuration configuration, Once<Void> fileSystems, boolean asked, boolean several)
        implements Check {

    @Override
    public String name() {
        return "High availability";
    }

    @Override
    public Finding run(Duration timeout) throws Exception {
        if (!asked) {
            String found = "off: without its JobManager the job is gone";
            return several
                    ? Finding.warning(
                            found,
                            "set high-availability.type: object-store; docs/guide/high-availability.md tells more")
                    : Finding.ok(found);
        }
        fileSystems.call();
        ClusterState state;
        try {
            state = HaPreflight.examine(configuration);
        } catch (StoreException e) {
            return Finding.failure(e.getMessage(), CheckpointsCheck.remedy(e));
        }
        String found = state.location() + " holds what is written to it; ";
        if (state.leader().isPresent()) {
            return Finding.ok(found + state.leader().get() + " leads");
        }
        return state.jobStored()
                ? Finding.warning(
                        found + "a job is stored and nobody leads",
                        "start a JobManager: it goes on with the job")
                : Finding.ok(found + "nobody leads yet");
    }
}
