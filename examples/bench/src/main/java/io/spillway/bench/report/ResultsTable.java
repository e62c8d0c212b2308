package io.spillway.bench.report;

import io.spillway.bench.scenario.MoveParts;
import io.spillway.bench.scenario.RunResult;
import io.spillway.bench.scenario.ScenarioResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The results as a table of plain text, as wide as its contents. */
public final class ResultsTable {
    private static final String NOTHING = "-";
    private static final List<String> HEADER =
            List.of(
                    "scenario",
                    "gap ms",
                    "(all)",
                    "worst key",
                    "processed again",
                    "restarts",
                    "failures",
                    "notice to released",
                    "registered to running",
                    "new leader",
                    "store requests an hour",
                    "gap to stock");

    private static final List<String> MOVE_HEADER =
            List.of(
                    "its move, medians in ms",
                    "checkpoint",
                    "cancel",
                    "restore",
                    "deploy and initialise");

    /** Columns that aren't numbers. */
    private static final Set<String> WORDS =
            Set.of(HEADER.get(0), "(all)", "gap to stock", MOVE_HEADER.get(0));

    private ResultsTable() {}

    /** The lines. */
    public static List<String> of(Results results) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(HEADER);
        List<String> problems = new ArrayList<>();
        for (ScenarioResult result : results.scenarios()) {
            rows.add(row(results, result));
            result.problem()
                    .ifPresent(
                            problem ->
                                    problems.add(
                                            "! %s: %s"
                                                    .formatted(result.scenario().text(), problem)));
        }
        List<String> lines = aligned(withoutEmptyColumns(rows));
        lines.addAll(problems);
        lines.addAll(moves(results));
        return lines;
    }

    /** Without those that have nothing for any scenario. */
    private static List<List<String>> withoutEmptyColumns(List<List<String>> rows) {
        List<Integer> full =
                IntStream.range(0, HEADER.size())
                        .filter(
                                column ->
                                        rows.stream()
                                                .skip(1)
                                                .anyMatch(row -> !row.get(column).equals(NOTHING)))
                        .boxed()
                        .toList();
        return rows.stream().map(row -> full.stream().map(row::get).toList()).toList();
    }

    /** What planned moves are made of; nothing when there were none. */
    private static List<String> moves(Results results) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(MOVE_HEADER);
        for (ScenarioResult result : results.scenarios()) {
            Medians.of(result.runs())
                    .move()
                    .ifPresent(move -> rows.add(moveRow(result.scenario().text(), move)));
        }
        if (rows.size() == 1) {
            return List.of();
        }
        List<String> lines = new ArrayList<>();
        lines.add("");
        lines.addAll(aligned(rows));
        return lines;
    }

    private static List<String> moveRow(String scenario, MoveParts move) {
        return List.of(
                scenario,
                whole(OptionalDouble.of(move.checkpointMs())),
                whole(OptionalDouble.of(move.cancelMs())),
                whole(OptionalDouble.of(move.restoreMs())),
                whole(OptionalDouble.of(move.deployMs())));
    }

    private static List<String> row(Results results, ScenarioResult result) {
        Medians medians = Medians.of(result.runs());
        return List.of(
                result.scenario().text(),
                whole(medians.gapMs()),
                result.runs().isEmpty()
                        ? NOTHING
                        : result.runs().stream()
                                .map(RunResult::gapMs)
                                .map(gap -> whole(OptionalDouble.of(gap)))
                                .collect(Collectors.joining(" ", "(", ")")),
                whole(medians.worstKeyGapMs()),
                whole(medians.processedAgain()),
                plain(medians.restarts()),
                plain(medians.failures()),
                milliseconds(medians.noticeToReleasedMs()),
                milliseconds(medians.registeredToRunningMs()),
                milliseconds(medians.leaderMs()),
                whole(medians.storeRequestsPerHour()),
                results.ratio(result)
                        .map(
                                ratio ->
                                        String.format(
                                                Locale.ROOT,
                                                "%.2f x %s",
                                                ratio.gap(),
                                                ratio.to().text()))
                        .orElse(NOTHING));
    }

    private static String whole(OptionalDouble number) {
        return number.isEmpty()
                ? NOTHING
                : String.format(Locale.ROOT, "%,d", Math.round(number.getAsDouble()));
    }

    private static String milliseconds(OptionalDouble number) {
        return number.isEmpty() ? NOTHING : whole(number) + " ms";
    }

    /** Of an even number of runs, the median of a count may be a half. */
    private static String plain(OptionalDouble number) {
        if (number.isEmpty()) {
            return NOTHING;
        }
        double value = number.getAsDouble();
        return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
    }

    private static List<String> aligned(List<List<String>> rows) {
        List<String> header = rows.get(0);
        return AlignedColumns.of(
                rows,
                IntStream.range(0, header.size())
                        .filter(column -> WORDS.contains(header.get(column)))
                        .boxed()
                        .collect(Collectors.toSet()));
    }
}
