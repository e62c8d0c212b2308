package io.spillway.demo.run;

import io.spillway.demo.report.DemoRecording;
import java.nio.file.Path;
import java.util.List;

/**
 * How a run ended.
 *
 * @param recording everything that was seen
 * @param foreign records in the output that were never offered; 0 unless something is badly wrong
 * @param report the report's files, the page first
 * @param provokedFailures of the recording's failures, those that were asked for by hand
 */
public record DemoResult(
        DemoRecording recording, long foreign, List<Path> report, int provokedFailures) {

    /** A run that nobody interfered with. */
    public DemoResult(DemoRecording recording, long foreign, List<Path> report) {
        this(recording, foreign, report, 0);
    }

    /**
     * Whether the run is as it should be: every record counted once and, where machines leave in
     * order and Spillway sees to it, no failure but those that were asked for.
     */
    public boolean isGood(Loss loss) {
        return recording.totals().exactlyOnce()
                && foreign == 0
                && (loss != Loss.STOP
                        || recording.totals().mode().equals(Mode.STOCK.text())
                        || recording.totals().failures() <= provokedFailures);
    }
}
