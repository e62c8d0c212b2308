package io.spillway.demo.report;

import static java.util.Map.entry;

import io.spillway.charts.Numbers;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What the page says of the panels and of its words. */
final class PanelText {

    /** The words of the page, in the order to be explained. */
    static final List<Map.Entry<String, String>> MEANINGS =
            List.of(
                    entry(
                            "Exactly once",
                            "The generator numbers the records of each key. The job counts them per"
                                    + " key and writes each to the output topic in transactions. A"
                                    + " consumer that reads committed records only sees each key’s"
                                    + " numbers without a gap (lost) and without a repeat"
                                    + " (duplicated)."),
                    entry(
                            "Processed again",
                            "After a restart the job goes on from a checkpoint and goes through"
                                    + " what came after that checkpoint once more. Counted as the"
                                    + " surplus that a consumer sees that reads uncommitted records"
                                    + " as well."),
                    entry(
                            "Drain",
                            "A TaskManager gets notice that its machine will go. The JobManager"
                                    + " takes a checkpoint, restarts the job once on the slots that"
                                    + " stay, and then says that the TaskManager may be stopped."
                                    + " “Notice → drained” is the time from the one to the other."),
                    entry(
                            "Join",
                            "A planned restart that puts TaskManagers to use that have"
                                    + " registered."),
                    entry(
                            "Downtime",
                            "From when the job leaves RUNNING until all its tasks are RUNNING"
                                    + " again. It is shaded in the panels; a short one looks wider"
                                    + " than it is, so that it can be seen."),
                    entry(
                            "Stand-still",
                            "The longest time without a record from the job’s operators, committed"
                                    + " or not. Committed output comes in a staircase of the"
                                    + " checkpoint interval anyway, with or without restarts."),
                    entry(
                            "Ideal",
                            "The offered rate divided by the rate that one TaskManager takes; not"
                                    + " rounded. Over it the fleet costs more than it has to, under"
                                    + " it records wait."),
                    entry(
                            "Busy time",
                            "The part of the time in which a task works, as Flink measures it: not"
                                    + " idle and not held up by the tasks after it."));

    private final DemoRecording recording;

    PanelText(DemoRecording recording) {
        this.recording = recording;
    }

    /** The line below a panel. */
    static String howToRead(Panel panel) {
        return switch (panel) {
            case LAG ->
                    "Records that wait in the input topic. A stand-still lets it rise; what comes"
                            + " after shows how fast the fleet catches up.";
            case THROUGHPUT ->
                    "Where “processed” dips the job restarts; where it is above “offered” it"
                            + " catches up.";
            case LOAD ->
                    "Busy time of each TaskManager while it is in service. The scaling rule keeps"
                            + " the mean near its target.";
            case TASK_MANAGERS ->
                    "The closer the steps stay to the ideal, the less is paid for nothing and the"
                            + " less waits.";
        };
    }

    /** The panel in words, for those who can't see it. */
    String describe(Panel panel) {
        List<Sample> samples = recording.samples();
        if (samples.isEmpty()) {
            return "No samples.";
        }
        double last = samples.get(samples.size() - 1).second();
        return "Over "
                + Numbers.span(last)
                + ": "
                + panel.lines.stream()
                        .map(line -> range(panel, line))
                        .collect(Collectors.joining("; "))
                + ". "
                + Numbers.of(recording.events().size(), "event is", "events are")
                + " marked.";
    }

    private String range(Panel panel, Panel.Line line) {
        Column column = Column.of(recording.samples(), line.value());
        double lowest = Double.POSITIVE_INFINITY;
        double highest = Double.NEGATIVE_INFINITY;
        double when = 0;
        for (int i = 0; i < column.values().length; i++) {
            double value = column.values()[i];
            if (Double.isFinite(value)) {
                lowest = Math.min(lowest, value);
                if (value > highest) {
                    highest = value;
                    when = column.times()[i];
                }
            }
        }
        return highest < lowest
                ? line.name() + " not known"
                : line.name()
                        + " from "
                        + panel.axisLabel(lowest)
                        + " to "
                        + panel.axisLabel(highest)
                        + ", highest at "
                        + Numbers.clock(when);
    }
}
