package io.spillway.bench;

import io.spillway.bench.cluster.Peers;
import io.spillway.bench.cluster.StateSize;
import io.spillway.bench.scenario.Benchmark;
import io.spillway.bench.scenario.Scenario;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * A benchmark that consists of scenarios: the options that each of them has, and what they may be.
 */
@Command(sortOptions = false)
abstract class ScenarioCommand implements BenchCommand {
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
            description = "Where the numbers go, as JSON; default bench-${COMMAND-NAME}.json.")
    private Path out;

    @Option(
            names = "--scenario",
            paramLabel = "NAME",
            arity = "1..*",
            split = ",",
            description = "Which to run, in their order; default all of those below.")
    List<String> names = new ArrayList<>();

    @Option(
            names = "--json",
            description = "Print the JSON to standard output, and progress to standard error.")
    boolean json;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    boolean help;

    private final Benchmark benchmark;

    ScenarioCommand(Benchmark benchmark) {
        this.benchmark = benchmark;
    }

    /** How much state the job is to have. */
    abstract StateSize stateSize();

    /** Where the jars of other servers are. */
    abstract Peers peers();

    @Override
    public boolean helps() {
        if (help) {
            spec.commandLine().usage(System.out);
            System.out.println();
            benchmark
                    .scenarios()
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
        return new ScenarioRun(this).measure(home);
    }

    /** The scenarios that are asked for, in the order of {@link Scenario}. */
    List<Scenario> scenarios() {
        if (runs < 1 || runs > MOST_RUNS) {
            throw wrong("--runs: %d is not from 1 to %d".formatted(runs, MOST_RUNS));
        }
        OutFile.problem(out())
                .ifPresent(
                        problem -> {
                            throw wrong(problem);
                        });
        List<Scenario> asked = names.stream().map(this::scenario).toList();
        return benchmark.scenarios().stream()
                .filter(scenario -> asked.isEmpty() || asked.contains(scenario))
                .toList();
    }

    private Scenario scenario(String name) {
        return benchmark.scenarios().stream()
                .filter(each -> each.text().equals(name))
                .findFirst()
                .orElseThrow(
                        () ->
                                wrong(
                                        "--scenario: there is no '%s'; there are %s"
                                                .formatted(name, allNames())));
    }

    private String allNames() {
        return benchmark.scenarios().stream().map(Scenario::text).collect(Collectors.joining(", "));
    }

    /** The file for the numbers. */
    Path out() {
        return out == null ? Path.of("bench-" + benchmark.text() + ".json") : out;
    }

    ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
