package io.spillway.doctor.cluster;

import io.spillway.restapi.FleetView;
import io.spillway.restapi.ScaleInView;
import io.spillway.spi.diagnosis.Check;
import io.spillway.spi.diagnosis.Finding;
import java.time.Duration;
import java.util.Optional;

/** Whether the JobManager can take machines away, where that is its task. */
public record ScaleInCheck(Cluster cluster) implements Check {

    @Override
    public String name() {
        return "Scale-in by the JobManager";
    }

    @Override
    public Finding run(Duration timeout) {
        Optional<FleetView> fleet;
        try {
            fleet = cluster.fleet();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Finding.skipped("interrupted");
        } catch (Exception e) {
            return Finding.skipped("the JobManager doesn't answer");
        }
        if (fleet.isEmpty()) {
            return Finding.skipped("a stock JobManager doesn't do that");
        }
        ScaleInView scaleIn = fleet.get().scaleIn();
        if (scaleIn == null) {
            return Finding.skipped("the group's own policy takes machines away");
        }
        String found = "%s: %s".formatted(scaleIn.group(), scaleIn.reason().sentence());
        return scaleIn.problem() == null
                ? Finding.ok(found)
                : Finding.failure(found, scaleIn.problem());
    }
}
