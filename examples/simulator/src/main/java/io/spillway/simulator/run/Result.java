package io.spillway.simulator.run;

import io.spillway.simulator.trace.Trace;
import java.util.List;

/**
 * What a simulation gave.
 *
 * @param rule what sized the fleet
 * @param samples one a second
 * @param over machine-seconds above the ideal, as a share of the ideal's
 * @param under machine-seconds below the ideal, as a share of the ideal's
 * @param p99BacklogSeconds seconds of the present load that waited, 99th percentile over time
 * @param peakBacklogSeconds the most
 * @param rescales restarts of the job
 * @param loadChanges how often the load changed by 10 % of what it was
 * @param steps rescales from the step of the load until the size was right; -1 without a step, or
 *     when it never was
 * @param secondsToSize seconds from the step until the size was right; NaN likewise
 * @param overshoot the most machines after the step above the right size, as a share of it; NaN
 *     without a step
 */
public record Result(
        Rule rule,
        List<Sample> samples,
        double over,
        double under,
        double p99BacklogSeconds,
        double peakBacklogSeconds,
        int rescales,
        double loadChanges,
        int steps,
        double secondsToSize,
        double overshoot) {

    static Result of(Rule rule, Trace trace, SimulationSettings settings, List<Sample> samples) {
        double ideal = 0;
        double over = 0;
        double under = 0;
        int rescales = 0;
        double changes = 0;
        double reference = samples.get(0).ideal();
        for (Sample sample : samples) {
            double need = Math.min(sample.ideal(), settings.most());
            ideal += need;
            over += Math.max(0, sample.machines() - Math.max(1, need));
            under += Math.max(0, need - sample.machines());
            rescales += sample.rescaled() ? 1 : 0;
            if (sample.ideal() > reference * 1.1 || sample.ideal() < reference / 1.1) {
                changes += Math.abs(Math.log(sample.ideal() / reference)) / Math.log(1.1);
                reference = sample.ideal();
            }
        }
        double[] backlogs = samples.stream().mapToDouble(Sample::backlogSeconds).sorted().toArray();
        int steps = -1;
        double seconds = Double.NaN;
        double overshoot = Double.NaN;
        if (!Double.isNaN(trace.stepAt())) {
            double right = Math.min(settings.most(), Math.ceil(trace.machines(trace.seconds())));
            double wanted = right * (1 - settings.scaling().minimumChange());
            int rescaled = 0;
            int most = 0;
            for (Sample sample : samples) {
                if (sample.second() < trace.stepAt()) {
                    continue;
                }
                rescaled += sample.rescaled() ? 1 : 0;
                most = Math.max(most, sample.machines());
                if (Double.isNaN(seconds) && sample.machines() >= wanted) {
                    seconds = sample.second() - trace.stepAt();
                    steps = rescaled;
                }
            }
            overshoot = Math.max(0, most / right - 1);
        }
        return new Result(
                rule,
                samples,
                over / ideal,
                under / ideal,
                backlogs[(int) Math.ceil(0.99 * backlogs.length) - 1],
                backlogs[backlogs.length - 1],
                rescales,
                changes,
                steps,
                seconds,
                overshoot);
    }
}
