package io.spillway.bench.scenario;

import java.util.List;
import java.util.Optional;

/**
 * What a scenario has cost.
 *
 * @param runs those that could be measured
 * @param problem why there aren't as many as asked for, or what was lost
 */
public record ScenarioResult(Scenario scenario, List<RunResult> runs, Optional<String> problem) {
    public ScenarioResult {
        runs = List.copyOf(runs);
    }
}
