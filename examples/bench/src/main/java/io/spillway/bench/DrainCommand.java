package io.spillway.bench;

import io.spillway.bench.cluster.StateSize;
import io.spillway.bench.scenario.Scenario;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options of {@code spillway bench drain}, and what they may be. */
@Command(
        name = "drain",
        sortOptions = false,
        description = {
            "Measures what it costs when a TaskManager goes or comes, with stock Flink and with"
                    + " Spillway.",
            "",
            "Each scenario runs on a cluster of real processes on this machine, with a job that"
                    + " takes 5000 records/s; every record of its output is accounted for."
                    + " docs/benchmark.md tells what each number means.",
            ""
        },
        footer = {
            "",
            "Exit codes: 0 all was measured and nothing lost, 1 otherwise, 2 wrong usage, 130"
                    + " after Ctrl-C (everything is taken down; scenarios that were done are in"
                    + " the file)."
        })
final class DrainCommand implements BenchCommand {
    private static final int MOST_RUNS = 1000;

    @Spec CommandSpec spec;

    @Option(
            names = "--runs",
            paramLabel = "N",
            defaultValue = "5",
            description = "Runs of each scenario, 1 to 1000; default ${DEFAULT-VALUE}.")
    int runs;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            defaultValue = "bench-drain.json",
            description = "Where the numbers go, as JSON; default ${DEFAULT-VALUE}.")
    Path out;

    @Option(
            names = "--scenario",
            paramLabel = "NAME",
            arity = "1..*",
            split = ",",
            description = "Which to run, in their order; default all of those below.")
    List<String> names = new ArrayList<>();

    @Option(
            names = "--state",
            paramLabel = "SIZE",
            defaultValue = "0",
            description =
                    "The job's keyed state: 0 (counts on the heap), 100m or 1g (RocksDB,"
                            + " incremental checkpoints); default ${DEFAULT-VALUE}.")
    String state;

    @Option(
            names = "--json",
            description = "Print the JSON to standard output, and progress to standard error.")
    boolean json;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    boolean help;

    @Override
    public boolean helps() {
        if (help) {
            spec.commandLine().usage(System.out);
            System.out.println();
            Stream.of(Scenario.values())
                    .forEach(s -> System.out.printf("  %-24s %s%n", s.text(), s.description()));
        }
        return help;
    }

    @Override
    public void check() {
        scenarios();
        stateSize();
    }

    @Override
    public int measure(Path home) {
        return new DrainRun(this).measure(home);
    }

    /** The scenarios that are asked for, in the order of {@link Scenario}. */
    List<Scenario> scenarios() {
        if (runs < 1 || runs > MOST_RUNS) {
            throw wrong("--runs: %d is not from 1 to %d".formatted(runs, MOST_RUNS));
        }
        OutFile.problem(out)
                .ifPresent(
                        problem -> {
                            throw wrong(problem);
                        });
        List<Scenario> asked = names.stream().map(this::scenario).toList();
        return Stream.of(Scenario.values())
                .filter(scenario -> asked.isEmpty() || asked.contains(scenario))
                .toList();
    }

    private Scenario scenario(String name) {
        return Scenario.named(name)
                .orElseThrow(
                        () ->
                                wrong(
                                        "--scenario: there is no '%s'; there are %s"
                                                .formatted(name, allNames())));
    }

    /** What is in {@code --state}. */
    StateSize stateSize() {
        return Stream.of(StateSize.values())
                .filter(size -> size.text().equals(state))
                .findFirst()
                .orElseThrow(() -> wrong("--state: '%s' is none of 0, 100m, 1g".formatted(state)));
    }

    private static String allNames() {
        return Stream.of(Scenario.values()).map(Scenario::text).collect(Collectors.joining(", "));
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
