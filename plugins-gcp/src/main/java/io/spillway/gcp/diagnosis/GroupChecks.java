package io.spillway.gcp.diagnosis;

import io.spillway.cloud.diagnosis.Look;
import io.spillway.gcp.client.DeniedException;
import io.spillway.spi.cloud.CloudException;
import io.spillway.spi.cloud.InstanceGroup;
import io.spillway.spi.cloud.InstanceGroupState;
import io.spillway.spi.diagnosis.Check;
import io.spillway.spi.diagnosis.Finding;
import io.spillway.spi.diagnosis.Once;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;

/** The TaskManagers' group. */
final class GroupChecks {
    private static final Duration ENOUGH = Duration.ofSeconds(5);

    private final Once<InstanceGroup> group;
    private final Once<InstanceGroupState> state;

    /**
     * @param open makes the way to the group
     */
    GroupChecks(Callable<InstanceGroup> open) {
        this.group = new Once<>(open);
        this.state = new Once<>(() -> group.call().describe(ENOUGH));
    }

    List<Check> all() {
        return List.of(
                new Look("Group", timeout -> group()), new Look("Scale-in", timeout -> scaleIn()));
    }

    private Finding group() throws Exception {
        try {
            InstanceGroupState found = state.call();
            return Finding.ok(
                    "%s: %d of %d machines, %d to %d allowed"
                            .formatted(
                                    group.call().name(),
                                    found.size(),
                                    found.targetSize(),
                                    found.minSize(),
                                    found.maxSize()));
        } catch (DeniedException e) {
            return denied(e);
        } catch (CloudException e) {
            return Finding.failure(
                    e.getMessage(),
                    "look whether the group's name (spillway.metric-sink.group, or --group), spillway.gcp.location (its zone or region) and spillway.gcp.project are right");
        }
    }

    static Finding denied(DeniedException e) {
        return Finding.failure(e.refusal(), e.remedy());
    }

    private Finding scaleIn() throws Exception {
        InstanceGroupState found;
        try {
            found = state.call();
        } catch (CloudException e) {
            return Finding.skipped("the group isn't known");
        }
        return switch (found.policy()) {
            case NONE ->
                    Finding.ok("the group has no autoscaler that is on: somebody sets its size");
            case SCALE_OUT_ONLY ->
                    Finding.ok("the autoscaler only scales out; the JobManager picks who goes");
            case SCALE_IN_TOO ->
                    Finding.warning(
                            "the autoscaler picks VMs by itself and ends them within a minute or two, whether their work has moved or not",
                            "to let the JobManager do it, " + group.call().scaleInRemedy());
        };
    }
}
