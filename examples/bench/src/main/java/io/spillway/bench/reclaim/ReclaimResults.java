package io.spillway.bench.reclaim;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * What reclaiming instances has come to.
 *
 * @param cloud whose instances
 * @param state how much state the job had, as on the command line
 * @param instances that were in service at a time
 * @param checkpointSeconds what each checkpoint took at least
 * @param reclaims in their order
 * @param lost records that never came out
 * @param miscounted records that the job's own state has not counted, or counted twice
 * @param asked what was asked of the cloud meanwhile
 */
public record ReclaimResults(
        ReclaimedCloud cloud,
        String state,
        int instances,
        int checkpointSeconds,
        List<Reclaim> reclaims,
        long lost,
        long miscounted,
        CloudRequests asked) {

    /** How long output may stand still beyond a checkpoint: many times what a restart takes. */
    private static final double LONGEST_GAP_MS = 10_000;

    public ReclaimResults {
        reclaims = List.copyOf(reclaims);
    }

    /**
     * What is asked of the cloud, and what that costs an instance.
     *
     * @param metadataPerSecond requests to an instance's metadata while nothing happens
     * @param groupsPerInstance calls of the groups' API for each instance, from launch to end
     * @param groupsIdle such calls by the whole fleet while nothing happened, 30 s
     * @param agentCpuPercent CPU time of an agent while nothing happens, with all that it does, as
     *     a share of one core
     */
    public record CloudRequests(
            double metadataPerSecond,
            double groupsPerInstance,
            int groupsIdle,
            double agentCpuPercent) {}

    /** How many were drained in time. */
    public long drained() {
        return reclaims.stream().filter(Reclaim::drained).count();
    }

    /** Records that were processed again, all together. */
    public long processedAgain() {
        return reclaims.stream().mapToLong(Reclaim::processedAgain).sum();
    }

    /** Failures that the job has had. */
    public int failures() {
        return reclaims.stream().mapToInt(Reclaim::failures).sum();
    }

    /**
     * Whether all went as it should, and output never stood still for 10 s longer than a checkpoint
     * takes. Where a checkpoint takes longer than half of the notice the job may have to go on from
     * an earlier one, and to process again what came after that.
     */
    public boolean areGood() {
        return lost == 0
                && miscounted == 0
                && !reclaims.isEmpty()
                && drained() == reclaims.size()
                && (processedAgain() == 0 || mayRepeat())
                && failures() == 0
                && reclaims.stream().allMatch(this::wentOnSoon);
    }

    private boolean wentOnSoon(Reclaim reclaim) {
        return reclaim.gapMs() <= LONGEST_GAP_MS + 1_000.0 * checkpointSeconds;
    }

    private boolean mayRepeat() {
        return 2L * checkpointSeconds > cloud.notice().toSeconds();
    }

    /**
     * The value that a share of all reclaims doesn't exceed (nearest rank).
     *
     * @param share above 0, 1 for the highest
     */
    public double percentile(double share, ToDoubleFunction<Reclaim> number) {
        double[] sorted = reclaims.stream().mapToDouble(number).sorted().toArray();
        if (sorted.length == 0) {
            throw new IllegalStateException("nothing was reclaimed");
        }
        int rank = (int) Math.ceil(share * sorted.length);
        return Arrays.stream(sorted).skip(Math.max(0, rank - 1)).findFirst().orElseThrow();
    }
}
