package io.spillway.demo.terminal;

import io.spillway.demo.run.Progress;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** The lines that a terminal shows of a run, no wider than it is. */
final class LiveBlock {
    private static final String BARS = "\u2581\u2582\u2583\u2584\u2585\u2586\u2587\u2588";
    private static final int LABEL = 14;
    private static final int MAX_WIDTH = 110;

    private final boolean unicode;

    /**
     * @param unicode whether the terminal shows more than ASCII
     */
    LiveBlock(boolean unicode) {
        this.unicode = unicode;
    }

    /**
     * Draws the block.
     *
     * @param history the run so far, once a second; not empty
     * @param columns of the terminal
     */
    List<String> render(List<Progress> history, int columns) {
        int width = Math.max(20, Math.min(columns - 1, MAX_WIDTH));
        Progress now = history.get(history.size() - 1);
        List<String> lines = new ArrayList<>();
        lines.add(bar(now, width));
        lines.add(
                label("load")
                        + "%s records/s in, %s out, lag %s"
                                .formatted(
                                        Words.count(now.offeredRate()),
                                        Words.count(now.throughput()),
                                        Words.count(now.lagRecords())));
        lines.add(
                label("TaskManagers")
                        + "%d now, %d wanted, %s would just do, %s busy"
                                .formatted(
                                        now.taskManagers(),
                                        now.desiredTaskManagers(),
                                        Words.oneDigit(now.idealTaskManagers()),
                                        Words.percent(now.busyFraction())));
        lines.add(
                label("moves")
                        + "%d, last drain %s, failures %d"
                                .formatted(
                                        now.rescales(),
                                        now.lastDrainMs().isPresent()
                                                ? Words.milliseconds(
                                                        now.lastDrainMs().getAsDouble())
                                                : "none yet",
                                        now.failures()));
        if (unicode) {
            int points = width - LABEL;
            lines.add(label("load") + spark(history, points, now, Progress::offeredRate));
            lines.add(label("lag") + spark(history, points, now, p -> (double) p.lagRecords()));
            lines.add(label("TaskManagers") + spark(history, points, now, Progress::taskManagers));
        }
        lines.replaceAll(line -> line.length() <= width ? line : line.substring(0, width));
        return lines;
    }

    private String bar(Progress now, int width) {
        String times =
                " %s, %s to go".formatted(Words.clock(now.elapsed()), Words.clock(now.remaining()));
        int room = Math.max(0, width - times.length() - 2);
        double total = now.elapsed().plus(now.remaining()).toMillis();
        int done = total <= 0 ? room : (int) Math.round(room * now.elapsed().toMillis() / total);
        return "[" + "#".repeat(done) + ".".repeat(room - done) + "]" + times;
    }

    /** The whole run, as far as it has come, on a scale of its whole length. */
    private static String spark(
            List<Progress> history, int points, Progress now, ToDoubleFunction<Progress> value) {
        double total = now.elapsed().plus(now.remaining()).toMillis();
        double highest = history.stream().mapToDouble(value).max().orElse(0);
        StringBuilder line = new StringBuilder();
        int next = 0;
        for (int point = 0; point < points; point++) {
            double end = total * (point + 1) / points;
            double most = Double.NaN;
            while (next < history.size() && history.get(next).elapsed().toMillis() <= end) {
                double v = value.applyAsDouble(history.get(next++));
                most = Double.isNaN(most) ? v : Math.max(most, v);
            }
            if (Double.isNaN(most)) {
                if (next >= history.size()) {
                    break;
                }
                // The terminal has more columns than the run has seconds: the last one holds.
                line.append(line.isEmpty() ? BARS.charAt(0) : line.charAt(line.length() - 1));
                continue;
            }
            int bar = highest <= 0 ? 0 : (int) Math.round(most / highest * (BARS.length() - 1));
            line.append(BARS.charAt(Math.max(0, Math.min(BARS.length() - 1, bar))));
        }
        return line.toString();
    }

    private static String label(String text) {
        return text + " ".repeat(LABEL - text.length());
    }
}
