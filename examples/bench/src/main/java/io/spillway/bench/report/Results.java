package io.spillway.bench.report;

import io.spillway.bench.scenario.Scenario;
import io.spillway.bench.scenario.ScenarioResult;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * All scenarios that were measured in one go.
 *
 * @param state as on the command line
 * @param processors of the machine
 */
public record Results(String state, int processors, List<ScenarioResult> scenarios) {
    public Results {
        scenarios = List.copyOf(scenarios);
    }

    /** Whether everything could be measured and nothing was lost. */
    public boolean areGood() {
        return scenarios.stream().allMatch(result -> result.problem().isEmpty());
    }

    /**
     * How a scenario's gap compares with that of its stock scenario.
     *
     * @param to the stock scenario
     * @param gap a scenario's median gap by that one's
     */
    public record Ratio(Scenario to, double gap) {}

    /** The ratio; empty where there is no stock scenario for it, or it was not measured. */
    public Optional<Ratio> ratio(ScenarioResult result) {
        return result.scenario()
                .baseline()
                .flatMap(
                        baseline ->
                                scenarios.stream()
                                        .filter(other -> other.scenario() == baseline)
                                        .findFirst())
                .flatMap(
                        baseline -> {
                            OptionalDouble mine = Medians.of(result.runs()).gapMs();
                            OptionalDouble stock = Medians.of(baseline.runs()).gapMs();
                            return mine.isPresent() && stock.isPresent() && stock.getAsDouble() > 0
                                    ? Optional.of(
                                            new Ratio(
                                                    baseline.scenario(),
                                                    mine.getAsDouble() / stock.getAsDouble()))
                                    : Optional.empty();
                        });
    }
}
