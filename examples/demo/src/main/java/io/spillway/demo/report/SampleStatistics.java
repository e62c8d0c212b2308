package io.spillway.demo.report;

import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * Those of the {@link Totals} that follow from the samples, by the definitions given there. Each
 * sample is taken to hold until the next one; NaN is left out. An empty list gives 0 throughout.
 *
 * @param peakBacklogSeconds see {@link Totals#peakBacklogSeconds()}
 * @param p99BacklogSeconds see {@link Totals#p99BacklogSeconds()}
 * @param areaOverIdeal see {@link Totals#areaOverIdeal()}
 * @param areaUnderIdeal see {@link Totals#areaUnderIdeal()}
 * @param maxTaskManagers see {@link Totals#maxTaskManagers()}
 */
public record SampleStatistics(
        double peakBacklogSeconds,
        double p99BacklogSeconds,
        double areaOverIdeal,
        double areaUnderIdeal,
        int maxTaskManagers) {

    /**
     * Works the numbers out.
     *
     * @param samples in order of time
     */
    public static SampleStatistics of(List<Sample> samples) {
        double[] backlogs =
                samples.stream()
                        .mapToDouble(Sample::backlogSeconds)
                        .filter(Double::isFinite)
                        .sorted()
                        .toArray();
        int ninetyNinth = (int) Math.ceil(0.99 * backlogs.length) - 1;
        return new SampleStatistics(
                backlogs.length == 0 ? 0 : backlogs[backlogs.length - 1],
                backlogs.length == 0 ? 0 : backlogs[ninetyNinth],
                area(samples, s -> s.taskManagers() - s.idealTaskManagers()),
                area(samples, s -> s.idealTaskManagers() - s.taskManagers()),
                samples.stream().mapToInt(Sample::taskManagers).max().orElse(0));
    }

    private static double area(List<Sample> samples, ToDoubleFunction<Sample> height) {
        double sum = 0;
        for (int i = 0; i + 1 < samples.size(); i++) {
            double above = height.applyAsDouble(samples.get(i));
            if (above > 0) {
                sum += above * (samples.get(i + 1).second() - samples.get(i).second());
            }
        }
        return sum;
    }
}
