package io.spillway.demo.run;

import io.spillway.demo.live.LivePage;
import io.spillway.demo.report.Event;
import io.spillway.demo.report.Sample;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;

/** Tells page and terminal of each second of the load. For one thread. */
final class ProgressReporter {
    private static final double LONGEST_MOVE_SECONDS = 10;

    private final Duration planned;
    private final FleetJournal journal;
    private final LivePage page;
    private final ProgressListener listener;
    private final BitSet told = new BitSet();

    /**
     * @param planned how long the load is to run
     */
    ProgressReporter(
            Duration planned, FleetJournal journal, LivePage page, ProgressListener listener) {
        this.planned = planned;
        this.journal = journal;
        this.page = page;
        this.listener = listener;
    }

    /** A second is over. */
    void tell(Sample sample) {
        page.sample(sample, journal.marks(), journal.failures(), journal.lastDrainMs());
        tellEvents(sample.second());
        Duration elapsed = Duration.ofMillis(Math.round(sample.second() * 1000));
        Duration remaining = planned.minus(elapsed);
        listener.progress(
                new Progress(
                        elapsed,
                        remaining.isNegative() ? Duration.ZERO : remaining,
                        sample.offeredRate(),
                        sample.throughput(),
                        sample.lagRecords(),
                        sample.taskManagers(),
                        sample.desiredTaskManagers(),
                        sample.idealTaskManagers(),
                        sample.busyFraction(),
                        journal.rescales(),
                        journal.failures(),
                        journal.lastDrainMs()));
    }

    private void tellEvents(double second) {
        List<Event> events = journal.events();
        for (int i = told.nextClearBit(0); i < events.size(); i = told.nextClearBit(i + 1)) {
            Event event = events.get(i);
            boolean lasts = event.kind() == Event.Kind.DRAIN || event.kind() == Event.Kind.RESCALE;
            // What lasts is told of when it is over.
            if (!lasts
                    || event.durationMs() != null
                    || second - event.second() > LONGEST_MOVE_SECONDS) {
                told.set(i);
                listener.event(event);
            }
        }
    }
}
