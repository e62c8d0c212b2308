package io.spillway.demo.report;

import java.util.List;
import java.util.Locale;

/**
 * What a rising load cost: the machine time that was paid for and not needed, from the beginning
 * until the load is all but at its peak, as a share of what was needed. Needed are the machines
 * that carry the load at the target utilization, not rounded, and one at least; so a fleet of whole
 * machines that is always right is a little above it.
 *
 * @param share 0 for none; NaN when nothing was seen
 */
public record WayUp(double share) {

    /** The most that it may be. */
    static final double MOST = 0.15;

    private static final double AT_THE_PEAK = 0.98;

    /**
     * Works it out; each sample is taken to hold until the next one.
     *
     * @param samples in order of time
     * @param ratePerTaskManager records per second that one TaskManager is to take
     */
    public static WayUp of(List<Sample> samples, double ratePerTaskManager) {
        double peak = samples.stream().mapToDouble(Sample::offeredRate).max().orElse(0);
        double needed = 0;
        double over = 0;
        for (int i = 0; i + 1 < samples.size(); i++) {
            Sample sample = samples.get(i);
            if (sample.offeredRate() >= AT_THE_PEAK * peak) {
                break;
            }
            double seconds = samples.get(i + 1).second() - sample.second();
            double ideal = Math.max(1, sample.offeredRate() / ratePerTaskManager);
            needed += ideal * seconds;
            over += Math.max(0, sample.taskManagers() - ideal) * seconds;
        }
        return new WayUp(needed == 0 ? Double.NaN : over / needed);
    }

    /** What it has to reach, and whether it does. */
    public Experiment.Goal goal() {
        return new Experiment.Goal(
                String.format(
                        Locale.ROOT,
                        "capacity above the ideal is %.1f %% of the ideal while the load rises; at most %.0f %%",
                        100 * share,
                        100 * MOST),
                share <= MOST);
    }
}
