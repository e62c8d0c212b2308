package io.spillway.demo.run;

import io.spillway.demo.report.Event;
import io.spillway.page.FleetHistory;
import io.spillway.page.Mark;
import io.spillway.restapi.FleetView;
import java.util.List;
import java.util.OptionalDouble;

/** What happened in the run, as the report's events. Thread-safe. */
final class FleetJournal {
    private final FleetHistory history = new FleetHistory();

    /** Adds something that the JobManager doesn't tell. */
    void add(Event event) {
        history.add(
                new Mark(
                        event.second(),
                        Mark.Kind.valueOf(event.kind().name()),
                        event.taskManager(),
                        event.text(),
                        event.durationMs(),
                        event.checkpointId()));
    }

    /** Adds that somebody intervened. */
    void add(Mark mark) {
        history.add(mark);
    }

    /**
     * Takes a look in. What lay before the first one is not noted.
     *
     * @param second now, in seconds since the recording began
     */
    void look(double second, FleetView fleet) {
        history.look(second, fleet);
    }

    /** Everything noted so far, in the order in which it was noted. */
    List<Event> events() {
        return history.marks().stream().map(FleetJournal::event).toList();
    }

    private static Event event(Mark mark) {
        return new Event(
                mark.second(),
                mark.kind() == Mark.Kind.INTERVENTION
                        ? Event.Kind.NOTE
                        : Event.Kind.valueOf(mark.kind().name()),
                mark.taskManager(),
                mark.text(),
                mark.durationMs(),
                mark.checkpointId());
    }

    /** The same as marks of the page. */
    List<Mark> marks() {
        return history.marks();
    }

    /** How long the last drain that is done took, in milliseconds. */
    OptionalDouble lastDrainMs() {
        return history.lastDrainMs();
    }

    /** How often the job was moved since the first look. */
    int rescales() {
        return history.rescales();
    }

    /** How many of these moves were planned. */
    int plannedRescales() {
        return history.plannedRescales();
    }

    /** How often the job failed since the first look. */
    int failures() {
        return history.failures();
    }

    /** All restarts' downtime together, in milliseconds. */
    double downtimeMs() {
        return history.downtimeMs();
    }
}
