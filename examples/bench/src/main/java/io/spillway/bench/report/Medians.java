package io.spillway.bench.report;

import io.spillway.bench.scenario.MoveParts;
import io.spillway.bench.scenario.RunResult;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * The middle of each number over a scenario's runs; of an even number of runs, the mean of the two
 * in the middle. Empty where no run has the number.
 */
public record Medians(
        OptionalDouble gapMs,
        OptionalDouble worstKeyGapMs,
        OptionalDouble baselineGapMs,
        OptionalDouble processedAgain,
        OptionalDouble restarts,
        OptionalDouble failures,
        OptionalDouble noticeToReleasedMs,
        OptionalDouble registeredToRunningMs,
        OptionalDouble leaderMs,
        OptionalDouble storeRequestsPerHour,
        Optional<MoveParts> move) {

    /** Of these runs. */
    public static Medians of(List<RunResult> runs) {
        return new Medians(
                each(runs, RunResult::gapMs),
                some(runs, RunResult::worstKeyGapMs),
                each(runs, RunResult::baselineGapMs),
                each(runs, RunResult::processedAgain),
                each(runs, RunResult::restarts),
                each(runs, RunResult::failures),
                some(runs, RunResult::noticeToReleasedMs),
                some(runs, RunResult::registeredToRunningMs),
                some(runs, RunResult::leaderMs),
                some(runs, RunResult::storeRequestsPerHour),
                move(runs.stream().map(RunResult::move).flatMap(Optional::stream).toList()));
    }

    /** Each part's own median: together they needn't be any move's whole. */
    private static Optional<MoveParts> move(List<MoveParts> moves) {
        return moves.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new MoveParts(
                                each(moves, MoveParts::checkpointMs).orElseThrow(),
                                each(moves, MoveParts::cancelMs).orElseThrow(),
                                each(moves, MoveParts::restoreMs).orElseThrow(),
                                each(moves, MoveParts::deployMs).orElseThrow()));
    }

    private static <T> OptionalDouble each(List<T> runs, ToDoubleFunction<T> number) {
        return median(runs.stream().mapToDouble(number).toArray());
    }

    private static OptionalDouble some(
            List<RunResult> runs, Function<RunResult, OptionalDouble> number) {
        return median(runs.stream().map(number).flatMapToDouble(OptionalDouble::stream).toArray());
    }

    static OptionalDouble median(double... numbers) {
        if (numbers.length == 0) {
            return OptionalDouble.empty();
        }
        double[] sorted = numbers.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return OptionalDouble.of(
                sorted.length % 2 == 1
                        ? sorted[middle]
                        : (sorted[middle - 1] + sorted[middle]) / 2);
    }
}
