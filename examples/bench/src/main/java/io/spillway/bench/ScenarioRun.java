package io.spillway.bench;

import io.spillway.bench.report.Results;
import io.spillway.bench.report.ResultsJson;
import io.spillway.bench.report.ResultsTable;
import io.spillway.bench.scenario.Scenario;
import io.spillway.bench.scenario.ScenarioBench;
import io.spillway.bench.scenario.ScenarioResult;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/** A benchmark that consists of scenarios, from its options to its exit code. */
final class ScenarioRun {
    private final ScenarioCommand command;
    private final Path file;

    ScenarioRun(ScenarioCommand command) {
        this.command = command;
        this.file = command.out().toAbsolutePath();
    }

    int measure(Path home) {
        ScenarioBench bench =
                new ScenarioBench(
                        home,
                        command.peers(),
                        command.runs,
                        command.stateSize(),
                        CommonOptions.logs(file),
                        Clock.systemUTC(),
                        new ProgressLines(command.common.lines(), command.common.isLive()));
        return TakeDown.around(
                bench::close,
                takeDown -> {
                    Results results = measure(bench, takeDown);
                    return !takeDown.interrupted() && told(results);
                });
    }

    private boolean told(Results results) {
        command.common.tell(
                ResultsTable.of(results), file, results.areGood(), () -> ResultsJson.of(results));
        return results.areGood();
    }

    /** After each scenario the file has all that is known. */
    private Results measure(ScenarioBench bench, TakeDown takeDown)
            throws IOException, InterruptedException {
        List<ScenarioResult> measured = new ArrayList<>();
        for (Scenario scenario : command.scenarios()) {
            if (takeDown.interrupted()) {
                break;
            }
            ScenarioResult result = bench.run(scenario);
            if (!takeDown.interrupted()) {
                measured.add(result);
                ResultsJson.write(results(measured), file);
            }
        }
        return results(measured);
    }

    private Results results(List<ScenarioResult> measured) {
        return new Results(
                command.stateSize().text(), Runtime.getRuntime().availableProcessors(), measured);
    }
}
