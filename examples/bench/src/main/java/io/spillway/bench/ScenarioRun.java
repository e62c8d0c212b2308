package io.spillway.bench;

import io.spillway.bench.report.Results;
import io.spillway.bench.report.ResultsJson;
import io.spillway.bench.report.ResultsTable;
import io.spillway.bench.scenario.Scenario;
import io.spillway.bench.scenario.ScenarioBench;
import io.spillway.bench.scenario.ScenarioResult;
import io.spillway.demo.terminal.Screen;
import java.io.IOException;
import java.io.PrintStream;
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
        PrintStream out = command.json ? System.err : System.out;
        Path logs = file.resolveSibling(file.getFileName() + ".logs");
        ScenarioBench bench =
                new ScenarioBench(
                        home,
                        command.peers(),
                        command.runs,
                        command.stateSize(),
                        logs,
                        Clock.systemUTC(),
                        new ProgressLines(out, Screen.isLive(command.json ? 2 : 1)));
        return TakeDown.around(
                bench::close,
                takeDown -> {
                    Results results = measure(bench, takeDown);
                    return !takeDown.interrupted() && told(results, out, logs);
                });
    }

    private boolean told(Results results, PrintStream out, Path logs) {
        out.println();
        ResultsTable.of(results).forEach(out::println);
        out.println();
        out.println("Written to " + file);
        if (!results.areGood()) {
            out.println("Logs of what failed: " + logs);
        }
        if (command.json) {
            System.out.println(ResultsJson.of(results));
        }
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
