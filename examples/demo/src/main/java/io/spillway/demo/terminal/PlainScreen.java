package io.spillway.demo.terminal;

import io.spillway.demo.report.Event;
import io.spillway.demo.run.Progress;
import io.spillway.demo.run.ProgressListener;
import java.io.PrintStream;

/** Plain lines, for files and pipes. */
final class PlainScreen implements ProgressListener {
    private final PrintStream out;
    private final long everySeconds;
    private long nextSecond;

    /**
     * @param everySeconds seconds of the run between two lines about its progress
     */
    PlainScreen(PrintStream out, long everySeconds) {
        this.out = out;
        this.everySeconds = everySeconds;
    }

    @Override
    public void phase(String text) {
        out.println(text);
        out.flush();
    }

    @Override
    public void progress(Progress now) {
        long second = Math.round(now.elapsed().toMillis() / 1000.0);
        if (second < nextSecond) {
            return;
        }
        nextSecond = second - second % everySeconds + everySeconds;
        out.printf(
                "%s  %s to go  load %s/s  job %s/s  lag %s  TaskManagers %d of %d wanted (ideal %s)"
                        + "  busy %s  last drain %s%n",
                Words.clock(now.elapsed()),
                Words.clock(now.remaining()),
                Words.count(now.offeredRate()),
                Words.count(now.throughput()),
                Words.count(now.lagRecords()),
                now.taskManagers(),
                now.desiredTaskManagers(),
                Words.oneDigit(now.idealTaskManagers()),
                Words.percent(now.busyFraction()),
                now.lastDrainMs().isPresent()
                        ? Words.milliseconds(now.lastDrainMs().getAsDouble())
                        : "-");
        out.flush();
    }

    @Override
    public void event(Event event) {
        out.println(Words.event(event));
        out.flush();
    }
}
