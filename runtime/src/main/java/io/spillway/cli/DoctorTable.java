package io.spillway.cli;

import io.spillway.doctor.Examined;
import io.spillway.doctor.Place;
import io.spillway.spi.diagnosis.Finding;
import io.spillway.spi.diagnosis.Finding.Level;
import java.util.ArrayList;
import java.util.List;

/**
 * Results as lines for people: a check a row, and below it what to do.
 *
 * @param width how wide lines may be
 * @param colours whether results are coloured
 */
record DoctorTable(int width, boolean colours) {
    private static final String MARGIN = "  ";
    private static final String DO = "> ";

    List<String> lines(Place place, List<Examined> results) {
        List<String> lines = new ArrayList<>();
        String section = "";
        for (Examined each : results) {
            if (!each.section().equals(section)) {
                section = each.section();
                lines.add((lines.isEmpty() ? "" : "\n") + bold(section));
            }
            lines.addAll(row(each, longestName(section, results)));
        }
        lines.add("");
        lines.addAll(wrapped(summary(place, results), width));
        return lines;
    }

    /** Of a section alone: what is long in one needn't make another narrow. */
    private static int longestName(String section, List<Examined> results) {
        return results.stream()
                .filter(each -> each.section().equals(section))
                .mapToInt(each -> each.check().length())
                .max()
                .orElse(0);
    }

    private List<String> row(Examined examined, int name) {
        Finding finding = examined.finding();
        String mark = mark(finding.level());
        String head =
                MARGIN
                        + coloured(finding.level(), mark)
                        + MARGIN
                        + padded(examined.check(), name)
                        + MARGIN;
        int indent = 3 * MARGIN.length() + mark.length() + name;
        List<String> lines = new ArrayList<>();
        for (String line : wrapped(finding.found(), width - indent)) {
            lines.add((lines.isEmpty() ? head : " ".repeat(indent)) + line);
        }
        if (finding.fix().isPresent()) {
            boolean first = true;
            for (String line : wrapped(finding.fix().get(), width - indent - DO.length())) {
                lines.add(" ".repeat(indent) + (first ? DO : " ".repeat(DO.length())) + line);
                first = false;
            }
        }
        return lines;
    }

    private String summary(Place place, List<Examined> results) {
        long failures = DoctorReport.count(results, Level.FAILURE);
        long warnings = DoctorReport.count(results, Level.WARNING);
        long skipped = DoctorReport.count(results, Level.SKIPPED);
        return "%s (%s): %d ok, %s, %s%s."
                .formatted(
                        failures > 0
                                ? "Something fails"
                                : warnings > 0 ? "It works" : "All is well",
                        place.words(),
                        DoctorReport.count(results, Level.OK),
                        warnings == 1 ? "1 warning" : warnings + " warnings",
                        failures == 1 ? "1 failure" : failures + " failures",
                        skipped == 0 ? "" : ", " + skipped + " not looked at");
    }

    private static String mark(Level level) {
        return switch (level) {
            case OK -> "ok  ";
            case WARNING -> "WARN";
            case FAILURE -> "FAIL";
            case SKIPPED -> "-   ";
        };
    }

    private String coloured(Level level, String mark) {
        return switch (level) {
            case OK -> escaped("32", mark);
            case WARNING -> escaped("33", mark);
            case FAILURE -> escaped("31;1", mark);
            case SKIPPED -> mark;
        };
    }

    private String bold(String text) {
        return escaped("1", text);
    }

    private String escaped(String code, String text) {
        return colours ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
    }

    private static String padded(String text, int width) {
        return text + " ".repeat(width - text.length());
    }

    /** At blanks; a word that is longer than a line, such as a path to copy, stays whole. */
    static List<String> wrapped(String text, int width) {
        List<String> lines = new ArrayList<>();
        for (String paragraph : text.lines().toList()) {
            StringBuilder line = new StringBuilder();
            for (String word : paragraph.split(" ", -1)) {
                if (!line.isEmpty() && line.length() + 1 + word.length() > width) {
                    lines.add(line.toString());
                    line.setLength(0);
                }
                line.append(line.isEmpty() ? "" : " ").append(word);
            }
            lines.add(line.toString());
        }
        return lines;
    }
}
