package io.spillway.bench;

import io.spillway.bench.cluster.StateSize;
import io.spillway.bench.report.Results;
import io.spillway.bench.report.ResultsJson;
import io.spillway.bench.report.ResultsTable;
import io.spillway.bench.scenario.DrainBench;
import io.spillway.bench.scenario.Scenario;
import io.spillway.bench.scenario.ScenarioResult;
import io.spillway.demo.terminal.Screen;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** {@code spillway bench}. */
@Command(
        name = "spillway bench",
        description = "Measures on this machine.",
        synopsisSubcommandLabel = "drain")
public final class BenchMain {
    private static final Logger LOG = LoggerFactory.getLogger(BenchMain.class);
    private static final int OK = 0;
    private static final int FAILED = 1;
    private static final int WRONG_USAGE = 2;
    private static final int INTERRUPTED = 130;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    private boolean help;

    private BenchMain() {}

    /** Runs the benchmark and ends the JVM with an exit code. */
    public static void main(String[] args) {
        System.exit(run(args));
    }

    static int run(String[] args) {
        DrainCommand drain = new DrainCommand();
        BenchMain bench = new BenchMain();
        CommandLine line = new CommandLine(bench).addSubcommand(drain);
        List<Scenario> scenarios;
        StateSize state;
        try {
            boolean chosen = line.parseArgs(args).hasSubcommand();
            if (bench.help) {
                line.usage(System.out);
                return OK;
            }
            if (!chosen) {
                throw new ParameterException(line, "say what to measure: spillway bench drain");
            }
            if (drain.help) {
                drain.spec.commandLine().usage(System.out);
                System.out.println();
                Stream.of(Scenario.values())
                        .forEach(s -> System.out.printf("  %-24s %s%n", s.text(), s.description()));
                return OK;
            }
            scenarios = drain.scenarios();
            state = drain.stateSize();
        } catch (ParameterException e) {
            System.err.println(
                    "spillway bench: "
                            + String.valueOf(e.getMessage()).replaceAll("\\s*\\R\\s*", " ")
                            + " (spillway bench drain --help lists the options)");
            return WRONG_USAGE;
        }
        String home = System.getenv("SPILLWAY_HOME");
        if (home == null || home.isBlank()) {
            System.err.println(
                    "spillway bench: SPILLWAY_HOME isn't set; start it with bin/spillway bench");
            return WRONG_USAGE;
        }
        return measure(drain, scenarios, state, Path.of(home).toAbsolutePath());
    }

    private static int measure(
            DrainCommand command, List<Scenario> scenarios, StateSize state, Path home) {
        PrintStream out = command.json ? System.err : System.out;
        Path file = command.out.toAbsolutePath();
        Path logs = file.resolveSibling(file.getFileName() + ".logs");
        AtomicBoolean interrupted = new AtomicBoolean();
        AtomicBoolean done = new AtomicBoolean();
        try (DrainBench bench =
                new DrainBench(
                        home,
                        command.runs,
                        state,
                        logs,
                        Clock.systemUTC(),
                        new ProgressLines(out, Screen.isLive(command.json ? 2 : 1)))) {
            // Ctrl-C, SIGTERM: the JVM waits for this before it ends.
            Runtime.getRuntime()
                    .addShutdownHook(
                            new Thread(
                                    () -> {
                                        if (!done.get()) {
                                            interrupted.set(true);
                                            bench.close();
                                            System.err.println(
                                                    "spillway bench: interrupted; everything is"
                                                            + " stopped");
                                        }
                                    },
                                    "take-down"));
            Results results = measure(bench, scenarios, state, file, interrupted);
            done.set(true);
            if (interrupted.get()) {
                return INTERRUPTED;
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
            return results.areGood() ? OK : FAILED;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return INTERRUPTED;
        } catch (IOException | RuntimeException e) {
            if (interrupted.get()) {
                return INTERRUPTED;
            }
            done.set(true);
            LOG.error("The benchmark failed", e);
            System.err.println("spillway bench: " + e);
            return FAILED;
        }
    }

    /** After each scenario the file has all that is known. */
    private static Results measure(
            DrainBench bench,
            List<Scenario> scenarios,
            StateSize state,
            Path file,
            AtomicBoolean interrupted)
            throws IOException, InterruptedException {
        List<ScenarioResult> measured = new ArrayList<>();
        for (Scenario scenario : scenarios) {
            if (interrupted.get()) {
                break;
            }
            ScenarioResult result = bench.run(scenario);
            if (!interrupted.get()) {
                measured.add(result);
                ResultsJson.write(results(state, measured), file);
            }
        }
        return results(state, measured);
    }

    private static Results results(StateSize state, List<ScenarioResult> measured) {
        return new Results(state.text(), Runtime.getRuntime().availableProcessors(), measured);
    }
}
