package io.spillway.demo.run;

import io.spillway.demo.report.DemoRecording;
import io.spillway.demo.report.Event;
import io.spillway.demo.report.Sample;
import io.spillway.demo.report.SampleStatistics;
import io.spillway.demo.report.Totals;
import io.spillway.demo.verify.OutputWatch;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Puts together what the report is made of.
 *
 * @param settings what the run was asked for
 * @param startedEpochMs when the load began, milliseconds since the epoch
 * @param gaps how long nothing came out of the job
 */
record Recorder(DemoSettings settings, long startedEpochMs, Gaps gaps) {
    /**
     * Tells the longest time without output, in milliseconds, of those that touch a span of time.
     */
    interface Gaps {
        long longestMs(long fromEpochMs, long toEpochMs);
    }

    /**
     * Records a run.
     *
     * @param samples one for each second that the load ran, in order of time
     * @param journal what happened
     * @param verdict what came of the records
     */
    DemoRecording record(List<Sample> samples, FleetJournal journal, OutputWatch.Verdict verdict) {
        SampleStatistics statistics = SampleStatistics.of(samples);
        Totals totals =
                new Totals(
                        settings.mode().text(),
                        verdict.distinct() + verdict.lost(),
                        verdict.lost(),
                        verdict.duplicated(),
                        verdict.processedAgain(),
                        statistics.peakBacklogSeconds(),
                        statistics.p99BacklogSeconds(),
                        journal.rescales(),
                        journal.plannedRescales(),
                        journal.failures(),
                        journal.downtimeMs(),
                        verdict.longestGapMs(),
                        statistics.areaOverIdeal(),
                        statistics.areaUnderIdeal(),
                        statistics.maxTaskManagers());
        return new DemoRecording(
                "A fleet that follows its load",
                describe(samples.size()),
                startedEpochMs,
                samples,
                journal.events().stream().map(this::withGap).toList(),
                totals);
    }

    /** Says of a restart how long nothing came out because of it. */
    private Event withGap(Event event) {
        boolean restart = event.kind() == Event.Kind.RESCALE || event.kind() == Event.Kind.FAILURE;
        if (!restart || event.durationMs() == null) {
            return event;
        }
        long from = startedEpochMs + Math.round(event.second() * 1000);
        long gap = gaps.longestMs(from, from + Math.round(event.durationMs()));
        return new Event(
                event.second(),
                event.kind(),
                event.taskManager(),
                event.text() + ", no output for " + gap + " ms",
                event.durationMs(),
                event.checkpointId());
    }

    private String stopText() {
        if (settings.cloud() != Cloud.NONE) {
            return settings.cloud().stop();
        }
        return settings.mode() == Mode.STOCK ? "SIGTERM" : "SIGTERM (drain)";
    }

    private Map<String, String> describe(int seconds) {
        Map<String, String> described = new LinkedHashMap<>();
        described.put("load", settings.loadText());
        long planned = settings.duration().toSeconds();
        described.put(
                "duration",
                seconds < planned ? "%d of %d s".formatted(seconds, planned) : planned + " s");
        described.put(
                "one TaskManager takes",
                Tuning.RATE_PER_TASK_MANAGER
                        + " records/s"
                        + (settings.realCpu() ? " (burns CPU)" : " (emulated work)"));
        described.put("TaskManagers", "1 to " + settings.maxTaskManagers());
        if (settings.cloud() != Cloud.NONE) {
            described.put(
                    "cloud",
                    "%s, played on this machine: %s"
                            .formatted(settings.cloud().title(), settings.cloud().parts()));
        }
        described.put("scaling rule", settings.ruleText());
        described.put(
                "machines leave by",
                switch (settings.loss()) {
                    case STOP -> stopText();
                    case FREEZE -> "SIGSTOP (off the network)";
                    case KILL -> "SIGKILL";
                });
        described.put("seed", Long.toString(settings.seed()));
        return described;
    }
}
