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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A benchmark that consists of scenarios, from its options to its exit code. */
final class ScenarioRun {
    private static final Logger LOG = LoggerFactory.getLogger(ScenarioRun.class);

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
        TakeDown takeDown = TakeDown.of(bench::close);
        try (bench) {
            Results results = measure(bench, takeDown);
            takeDown.done();
            if (takeDown.interrupted()) {
                return BenchMain.INTERRUPTED;
            }
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
            return results.areGood() ? BenchMain.OK : BenchMain.FAILED;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return BenchMain.INTERRUPTED;
        } catch (IOException | RuntimeException e) {
            if (takeDown.interrupted()) {
                return BenchMain.INTERRUPTED;
            }
            takeDown.done();
            LOG.error("The benchmark failed", e);
            System.err.println("spillway bench: " + e);
            return BenchMain.FAILED;
        }
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
