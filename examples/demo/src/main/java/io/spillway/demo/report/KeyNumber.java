package io.spillway.demo.report;

import io.spillway.charts.Numbers;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A number that tells how good the run was.
 *
 * @param name what it is
 * @param value as people read it
 * @param explanation in plain words
 * @param seed what it was in Flink's Reactive Mode demo of 2021; empty where that doesn't say
 */
record KeyNumber(String name, String value, String explanation, String seed) {

    static List<KeyNumber> of(DemoRecording recording, List<Move> moves) {
        List<KeyNumber> numbers = new ArrayList<>();
        numbers.add(longestGap(recording.totals()));
        numbers.add(backlog(recording));
        numbers.add(lagAroundScaleIns(recording));
        numbers.add(rescales(recording.totals()));
        numbers.add(downtime(recording.totals(), moves));
        numbers.add(processedAgain(recording.totals()));
        numbers.add(taskManagers(recording));
        numbers.add(capacity(recording));
        return numbers;
    }

    private static KeyNumber longestGap(Totals totals) {
        return new KeyNumber(
                "Longest stand-still",
                Numbers.milliseconds(totals.longestGapMs()),
                "The longest time in which no record came out of the job's operators.",
                "about 50 s at each scale-in");
    }

    private static KeyNumber backlog(DemoRecording recording) {
        Totals totals = recording.totals();
        long peak = recording.samples().stream().mapToLong(Sample::lagRecords).max().orElse(-1);
        return new KeyNumber(
                "Highest backlog",
                Numbers.seconds(totals.peakBacklogSeconds()),
                "Lag in seconds of traffic: records waiting, divided by the rate at which they"
                        + " come. The 99th percentile was "
                        + Numbers.seconds(totals.p99BacklogSeconds())
                        + "; most records waiting at once: "
                        + Numbers.count(peak)
                        + ".",
                "12.5 s at each peak of the load (75k records at 6k records/s)");
    }

    private static KeyNumber lagAroundScaleIns(DemoRecording recording) {
        LagAroundScaleIns lag = LagAroundScaleIns.of(recording);
        return new KeyNumber(
                "Lag before → after scaling in",
                lag.known()
                        ? Numbers.compact((double) lag.before())
                                + " → "
                                + Numbers.compact((double) lag.after())
                        : "no scale-in",
                "The highest lag in records before a drain, and the highest in the "
                        + LagAroundScaleIns.WATCHED_SECONDS
                        + " s after it or until more TaskManagers were asked for; of all drains the"
                        + " worst.",
                "75k → 600k records");
    }

    private static KeyNumber rescales(Totals totals) {
        return new KeyNumber(
                "Rescales",
                Numbers.count(totals.rescales()),
                Numbers.count(totals.plannedRescales())
                        + " planned; "
                        + Numbers.of(totals.failures(), "restart", "restarts")
                        + " after a failure.",
                "one for each change of the fleet; at scale-ins, recovery from a lost TaskManager");
    }

    private static KeyNumber downtime(Totals totals, List<Move> moves) {
        double[] downtimes =
                moves.stream()
                        .map(Move::downtimeMs)
                        .filter(ms -> ms != null)
                        .mapToDouble(Double::doubleValue)
                        .sorted()
                        .toArray();
        String each =
                downtimes.length == 0
                        ? ""
                        : " A restart took "
                                + Numbers.milliseconds(median(downtimes))
                                + " (median), "
                                + Numbers.milliseconds(downtimes[downtimes.length - 1])
                                + " at most.";
        return new KeyNumber(
                "Downtime in all",
                Numbers.milliseconds(totals.downtimeMs()),
                "Time in which the job was not running, all restarts together." + each,
                "");
    }

    private static double median(double[] sorted) {
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    private static KeyNumber processedAgain(Totals totals) {
        return new KeyNumber(
                "Processed again",
                Numbers.count(totals.processedAgain()),
                "Records that the job went through a second time after a restart. The first time"
                        + " was in a transaction that was aborted, so readers of committed records"
                        + " got them once.",
                "");
    }

    private static KeyNumber taskManagers(DemoRecording recording) {
        int fewest = recording.samples().stream().mapToInt(Sample::taskManagers).min().orElse(0);
        return new KeyNumber(
                "TaskManagers",
                recording.samples().isEmpty()
                        ? Numbers.UNKNOWN
                        : fewest + " to " + recording.totals().maxTaskManagers(),
                "How many were registered at the same time: fewest and most.",
                "1 to 5, with some peaks to 8");
    }

    private static KeyNumber capacity(DemoRecording recording) {
        Totals totals = recording.totals();
        double needed = needed(recording.samples());
        return new KeyNumber(
                "Capacity over and under the ideal",
                needed > 0
                        ? percent(totals.areaOverIdeal() / needed, "+")
                                + " / "
                                + percent(totals.areaUnderIdeal() / needed, "−")
                        : Numbers.UNKNOWN,
                "TaskManager time beyond what the load needed, and short of it: "
                        + area(totals.areaOverIdeal())
                        + " and "
                        + area(totals.areaUnderIdeal())
                        + " TaskManager-seconds, against "
                        + area(needed)
                        + " needed.",
                "");
    }

    private static double needed(List<Sample> samples) {
        double sum = 0;
        for (int i = 0; i + 1 < samples.size(); i++) {
            double ideal = samples.get(i).idealTaskManagers();
            if (Double.isFinite(ideal)) {
                sum += ideal * (samples.get(i + 1).second() - samples.get(i).second());
            }
        }
        return sum;
    }

    private static String percent(double fraction, String sign) {
        return fraction >= 0 && Double.isFinite(fraction)
                ? String.format(Locale.ROOT, "%s%.0f %%", sign, fraction * 100)
                : Numbers.UNKNOWN;
    }

    private static String area(double value) {
        return Double.isFinite(value) ? Numbers.count(Math.round(value)) : Numbers.UNKNOWN;
    }
}
