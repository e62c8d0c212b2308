package io.spillway.doctor.cluster;

import io.spillway.doctor.Words;
import io.spillway.spi.diagnosis.Check;
import io.spillway.spi.diagnosis.Finding;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Whether a drain is done before the machine is gone.
 *
 * @param grace what a SIGTERM leaves, {@code spillway.termination.grace-period}
 * @param notice what the cloud leaves at least, and its name; empty without a cloud
 * @param margin what of it isn't used, {@code spillway.drain.margin}
 */
public record DrainTimeCheck(
        Cluster cluster, Duration grace, Optional<Notice> notice, Duration margin)
        implements Check {
    private static final String FASTER =
            "make checkpoints faster (RocksDB with execution.checkpointing.incremental, more slots, execution.checkpointing.unaligned.enabled under back pressure)";

    private static final String LONGER =
            ", or raise spillway.termination.grace-period with systemd's TimeoutStopSec";

    /**
     * The shortest time that a cloud leaves.
     *
     * @param cloud its name
     */
    public record Notice(String cloud, Duration left) {}

    @Override
    public String name() {
        return "Time to drain";
    }

    @Override
    public Finding run(Duration timeout) {
        Optional<Cluster.DrainTime> known;
        try {
            known = cluster.drainTime();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Finding.skipped("interrupted");
        } catch (Exception e) {
            return Finding.skipped("the JobManager doesn't answer");
        }
        if (known.isEmpty()) {
            return Finding.skipped("no job has completed a checkpoint yet");
        }
        return judge(known.get());
    }

    private Finding judge(Cluster.DrainTime drain) {
        List<String> budgets = new ArrayList<>();
        Duration shortest = grace.minus(margin);
        budgets.add("%s after SIGTERM".formatted(Words.of(shortest)));
        if (notice.isPresent()) {
            Duration left = notice.get().left().minus(margin);
            budgets.add(
                    "%s after the notice of %s".formatted(Words.of(left), notice.get().cloud()));
            shortest = left.compareTo(shortest) < 0 ? left : shortest;
        }
        String found =
                "%s (%s for others, checkpoint %s at most, move %s%s) of %s"
                        .formatted(
                                Words.of(drain.sum()),
                                Words.of(drain.window()),
                                Words.of(drain.checkpoint()),
                                Words.of(drain.move()),
                                drain.measured() ? "" : " as a rule",
                                String.join(", ", budgets));
        if (drain.sum().compareTo(shortest) > 0) {
            return Finding.failure(
                    found + ": the machine is gone before its work has moved", FASTER + LONGER);
        }
        return drain.sum().multipliedBy(2).compareTo(shortest) > 0
                ? Finding.warning(found + ": more than half of it", FASTER + LONGER)
                : Finding.ok(found);
    }
}
