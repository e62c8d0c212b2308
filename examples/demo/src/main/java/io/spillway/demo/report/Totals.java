package io.spillway.demo.report;

import java.util.Objects;

/**
 * The run in numbers: the top-level fields of report.json, by these names. A number that is not
 * known is NaN or negative; it is {@code null} in report.json and "not known" on the page.
 *
 * @param mode how the fleet was run, one word: {@code spillway}
 * @param records distinct records that the generator wrote to the input topic
 * @param lost records that never arrived at a consumer of the output topic that reads committed
 *     records only
 * @param duplicated records that arrived there more than once
 * @param processedAgain records that the job wrote more than once, the earlier time in a
 *     transaction that was aborted: what a consumer sees that reads uncommitted records too, less
 *     the distinct ones
 * @param peakBacklogSeconds the highest {@link Sample#backlogSeconds()}
 * @param p99BacklogSeconds its 99th percentile over time
 * @param rescales restarts of the job on other TaskManagers, for whatever reason
 * @param plannedRescales those of them that were planned: drains and joins
 * @param failures restarts of the job because something failed
 * @param downtimeMs milliseconds that the job was not RUNNING after its first start, all restarts
 *     together
 * @param longestGapMs the longest time in milliseconds in which no record came out of the operators
 *     while records were offered, committed or not
 * @param areaOverIdeal TaskManager-seconds paid for and not needed: the integral of {@code max(0,
 *     taskManagers − idealTaskManagers)} over time
 * @param areaUnderIdeal TaskManager-seconds missing: the integral of {@code max(0,
 *     idealTaskManagers − taskManagers)} over time
 * @param maxTaskManagers the highest {@link Sample#taskManagers()}
 */
public record Totals(
        String mode,
        long records,
        long lost,
        long duplicated,
        long processedAgain,
        double peakBacklogSeconds,
        double p99BacklogSeconds,
        int rescales,
        int plannedRescales,
        int failures,
        double downtimeMs,
        double longestGapMs,
        double areaOverIdeal,
        double areaUnderIdeal,
        int maxTaskManagers) {

    public Totals {
        Objects.requireNonNull(mode, "mode");
    }

    /** Whether every record was counted once: at least one was seen, none lost, none twice. */
    public boolean exactlyOnce() {
        return records > 0 && lost == 0 && duplicated == 0;
    }
}
