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
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * A benchmark that consists of scenarios: the options that each of them has, and what they may be.
 */
@Command(sortOptions = false)
abstract class ScenarioCommand implements BenchCommand {
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

    @Mixin CommonOptions common;

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
        boolean helps = common.helps();
        if (helps) {
            System.out.println();
            benchmark
                    .scenarios()
                    .forEach(s -> System.out.printf("  %-24s %s%n", s.text(), s.description()));
        }
        return helps;
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
        common.requireRuns(runs);
        common.requireWritable(out());
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
                                common.wrong(
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
}
