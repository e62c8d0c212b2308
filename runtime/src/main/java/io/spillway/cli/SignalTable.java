package io.spillway.cli;

import io.spillway.restapi.SignalDetail;
import io.spillway.restapi.SignalDetail.Vertex;
import io.spillway.restapi.SignalView;
import io.spillway.restapi.SignalView.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** A scaling signal as lines for people. */
final class SignalTable {
    private static final int LEAST_NAME = 12;
    private static final int LONGEST_NAME = 60;
    private static final String UNKNOWN = "-";

    /** In the order in which they stand; the higher the rank, the narrower a table has them. */
    private static final List<Column> COLUMNS =
            List.of(
                    new Column("TASKS", 5, 3, v -> String.valueOf(v.parallelism())),
                    new Column("IN/S", 8, 1, v -> number(v.measured().recordsInPerSecond())),
                    new Column("BACKLOG", 8, 3, v -> number(v.measured().backlogRecords())),
                    new Column("DEMAND/S", 8, 3, v -> number(v.demandPerSecond())),
                    new Column("PER SLOT", 8, 3, v -> number(v.trueRatePerSlot())),
                    new Column("BUSY", 5, 3, v -> percent(v.busy())),
                    new Column("BUSIEST", 7, 1, v -> percent(v.measured().maxBusy())),
                    new Column("HELD UP", 7, 2, v -> percent(v.measured().backPressured())),
                    new Column("OUT/IN", 6, 1, v -> decimal(v.outputRatio())),
                    new Column("SLOTS", 6, 3, v -> decimal(v.requiredSlots())));

    private final int width;

    /**
     * @param width in characters, 60 or more
     */
    SignalTable(int width) {
        this.width = width;
    }

    private record Column(String title, int width, int rank, Function<Vertex, String> value) {}

    List<String> lines(SignalDetail detail) {
        List<String> lines = new ArrayList<>();
        SignalView signal = detail.signal();
        if (detail.jobName() != null) {
            lines.addAll(wrapped("", "Job %s (%s)".formatted(detail.jobName(), detail.jobId())));
        }
        lines.addAll(wrapped("", headline(detail)));
        if (signal.requiredTaskManagers() != null && signal.ageMs() != null) {
            String how = signal.outcome().equals("HELD") ? "Held, from" : "From";
            lines.add("%s an observation %s ago.".formatted(how, seconds(signal.ageMs())));
        }
        if (signal.problem() != null) {
            lines.addAll(wrapped("  ", signal.problem()));
        }
        for (Reason reason : signal.reasons()) {
            lines.addAll(wrapped("  ", reason.sentence()));
        }
        if (!detail.vertices().isEmpty()) {
            lines.add("");
            lines.addAll(table(detail.vertices()));
            detail.vertices().forEach(v -> lines.addAll(notes(v)));
            lines.add("");
            lines.addAll(steps(detail));
        }
        lines.add("");
        lines.addAll(wrapped("", settings(detail.settings())));
        return lines;
    }

    private static String headline(SignalDetail detail) {
        SignalView signal = detail.signal();
        if (signal.requiredTaskManagers() == null) {
            return "There is no signal%s."
                    .formatted(signal.ageMs() == null ? "" : " since " + seconds(signal.ageMs()));
        }
        return "%s required, %d in service%s."
                .formatted(
                        count(signal.requiredTaskManagers(), "TaskManager"),
                        detail.taskManagers(),
                        signal.requiredCapacityPercent() == null
                                ? ""
                                : ": %.0f %% of the capacity"
                                        .formatted(signal.requiredCapacityPercent()));
    }

    private List<String> table(List<Vertex> vertices) {
        int longest =
                Math.min(
                        LONGEST_NAME,
                        vertices.stream().mapToInt(v -> v.name().length()).max().orElse(0));
        List<Column> columns = COLUMNS;
        for (int rank = 2; rank <= 3; rank++) {
            if (room(columns) >= Math.max(LEAST_NAME, longest)) {
                break;
            }
            int least = rank;
            columns = COLUMNS.stream().filter(c -> c.rank >= least).toList();
        }
        int nameWidth = Math.max(LEAST_NAME, Math.min(longest, room(columns)));
        List<String> lines = new ArrayList<>();
        StringBuilder header = new StringBuilder("  " + left("VERTEX", nameWidth));
        columns.forEach(c -> header.append(' ').append(right(c.title, c.width)));
        lines.add(header.toString());
        for (Vertex vertex : vertices) {
            StringBuilder row = new StringBuilder(vertex.driving() ? "> " : "  ");
            row.append(left(cut(vertex.name(), nameWidth), nameWidth));
            columns.forEach(c -> row.append(' ').append(right(c.value.apply(vertex), c.width)));
            lines.add(row.toString());
        }
        return lines;
    }

    private int room(List<Column> columns) {
        return width - 2 - columns.stream().mapToInt(c -> c.width + 1).sum();
    }

    private List<String> notes(Vertex vertex) {
        List<String> lines = new ArrayList<>();
        if (vertex.reasons().isEmpty() && vertex.notes().isEmpty()) {
            return lines;
        }
        lines.add("");
        lines.add(cut(vertex.name(), width));
        vertex.reasons().forEach(r -> lines.addAll(wrapped("  ", r.sentence())));
        vertex.notes().forEach(n -> lines.addAll(wrapped("  ", n)));
        return lines;
    }

    private List<String> steps(SignalDetail detail) {
        SignalView signal = detail.signal();
        List<String> lines = new ArrayList<>();
        step(lines, "Demand at the sources", number(detail.demandPerSecond()), "records/s");
        step(lines, "Backlog at the sources", number(detail.backlogRecords()), "records");
        step(lines, "Backlog in time", decimal(signal.backlogSeconds()), "s of that demand");
        step(lines, "Utilization of the slots now", percent(signal.utilization()), "");
        step(lines, "Slots now", "" + detail.slots(), "");
        step(lines, "Slots needed, last observation", decimal(detail.requiredSlotsRaw()), "");
        step(lines, "Slots needed, over the window", decimal(detail.requiredSlotsSmoothed()), "");
        step(
                lines,
                "TaskManagers required",
                signal.requiredTaskManagers() == null
                        ? UNKNOWN
                        : "" + signal.requiredTaskManagers(),
                "with " + count(detail.slotsPerTaskManager(), "slot") + " each");
        return lines;
    }

    private static void step(List<String> lines, String what, String value, String unit) {
        lines.add((left(what, 32) + right(value, 10) + " " + unit).stripTrailing());
    }

    private static String settings(SignalDetail.Settings s) {
        return "Target utilization %s, catch-up time %s, window %s, minimum change %s, every %s, settle time %s."
                .formatted(
                        percent(s.targetUtilization()),
                        seconds(s.catchUpMs()),
                        seconds(s.windowMs()),
                        percent(s.minimumChange()),
                        seconds(s.publishIntervalMs()),
                        seconds(s.settleMs()));
    }

    private List<String> wrapped(String indent, String text) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : text.split(" ", -1)) {
            if (!line.isEmpty() && indent.length() + line.length() + 1 + word.length() > width) {
                lines.add(indent + line);
                line.setLength(0);
            }
            line.append(line.isEmpty() ? "" : " ").append(word);
        }
        lines.add(indent + line);
        return lines;
    }

    private static String count(int number, String noun) {
        return number + " " + noun + (number == 1 ? "" : "s");
    }

    private static String seconds(long ms) {
        if (ms < 10_000 && ms % 1000 != 0) {
            return String.format(Locale.ROOT, "%.1f s", ms / 1000.0);
        }
        return ms < 600_000 ? ms / 1000 + " s" : ms / 60_000 + " min";
    }

    /** Records, or records a second. */
    private static String number(Double value) {
        if (value == null) {
            return UNKNOWN;
        }
        if (value >= 9_999_999.5) {
            return String.format(Locale.ROOT, "%.1fM", value / 1e6);
        }
        return String.format(Locale.ROOT, value < 9.95 && value > 0 ? "%,.1f" : "%,.0f", value);
    }

    private static String decimal(Double value) {
        return value == null
                ? UNKNOWN
                : String.format(Locale.ROOT, value < 100 ? "%.2f" : "%.0f", value);
    }

    private static String percent(Double share) {
        return share == null ? UNKNOWN : String.format(Locale.ROOT, "%.0f %%", 100 * share);
    }

    private static String cut(String text, int length) {
        return text.length() <= length ? text : text.substring(0, length - 1) + "…";
    }

    private static String left(String text, int length) {
        return text + " ".repeat(Math.max(0, length - text.length()));
    }

    private static String right(String text, int length) {
        return " ".repeat(Math.max(0, length - text.length())) + text;
    }
}
