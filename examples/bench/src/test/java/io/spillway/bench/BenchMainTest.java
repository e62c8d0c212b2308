package io.spillway.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.bench.scenario.Benchmark;
import io.spillway.bench.scenario.Scenario;
import io.spillway.bench.store.Operation;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import picocli.CommandLine;

class BenchMainTest {
    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private final PrintStream out = System.out;
    private final PrintStream err = System.err;

    @TempDir private Path directory;

    @BeforeEach
    void listen() {
        PrintStream heard = new PrintStream(said, true, StandardCharsets.UTF_8);
        System.setOut(heard);
        System.setErr(heard);
    }

    @AfterEach
    void restore() {
        System.setOut(out);
        System.setErr(err);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "drain --scenario nonsense   | there is no 'nonsense'; there are stock-sigterm, ",
                "drain --runs 0              | --runs: 0 is not from 1 to 1000",
                "drain --runs many           | 'many' is not an int",
                "drain --state 5g            | --state: '5g' is none of 0, 100m, 1g",
                "drain --out /               | --out: / is a directory",
                "drain --out /no/such/x.json | --out: /no/such/x.json: can't write to /no/such",
                "drain --fast                | '--fast'",
                "store --operation nonsense  | there is no 'nonsense'; there are first-use, ",
                "store --implementation s3a  | there is no 's3a'; there are spillway, native, hadoop",
                "store --cloud azure         | --cloud: there is no 'azure'; there are aws, gcp",
                "store --cloud gcp --implementation presto | there is no 'presto'; there are"
                        + " spillway, hadoop",
                "store --latency 0,5000      | --latency: 5000 is not from 0 to 1000",
                "store --bandwidth 99999     | --bandwidth: 99999 is not from 0 to 10000",
                "store --endpoint http://h   | --endpoint and --bucket: both or neither are allowed",
                "store --endpoint https://h --bucket b23 | 'https://h' is not http://host[:port]",
                "store --endpoint http://h/b --bucket b23 | 'http://h/b' is not http://host[:port]",
                "store --endpoint http://h --bucket a/b | --bucket: 'a/b' is no name of a bucket",
                "store --setting s3.retries  | should be in KEY=VALUE format but was s3.retries",
                "store --runs 0              | --runs: 0 is not from 1 to 1000",
                "store --out /               | --out: / is a directory",
                "failover --runs 0           | --runs: 0 is not from 1 to 1000",
                "failover --state 1g         | '--state'",
                "failover --scenario nothing | there is no 'nothing'; there are zookeeper-sigkill, ",
                "failover --scenario stock-sigkill | there is no 'stock-sigkill'",
                "reclaim --reclaims 0        | --reclaims: 0 is not from 1 to 10000",
                "reclaim --instances 1       | --instances: 1 is not from 2 to 100",
                "reclaim --state 5g          | --state: '5g' is none of 0, 100m, 1g",
                "reclaim --out /             | --out: / is a directory",
                "melt                        | 'melt'",
                "''                          | say what to measure: drain, failover, reclaim or store",
            })
    void wrongUsageIsToldInOneLine(String arguments, String message) {
        String[] words = arguments.isEmpty() ? new String[0] : arguments.split(" +");

        int code = BenchMain.run(words);

        assertThat(code).isEqualTo(2);
        assertThat(output().strip()).contains(message).doesNotContain("\n");
    }

    @ParameterizedTest
    @EnumSource
    void helpListsEveryScenario(Benchmark benchmark) {
        assertThat(BenchMain.run(new String[] {benchmark.text(), "--help"})).isZero();

        assertThat(output()).contains("--runs", "--out", "--scenario", "--json");
        benchmark
                .scenarios()
                .forEach(scenario -> assertThat(output()).contains("  " + scenario.text() + " "));
    }

    @Test
    void helpListsEveryOperation() {
        assertThat(BenchMain.run(new String[] {"store", "--help"})).isZero();

        assertThat(output())
                .contains(
                        "--cloud", "--runs", "--out", "--operation", "--implementation", "--peers");
        Stream.of(Operation.values())
                .forEach(operation -> assertThat(output()).contains("  " + operation.text() + " "));
    }

    @Test
    void scenariosRunInTheirOrderWhateverTheOrderTheyAreNamedIn() {
        DrainCommand command = new DrainCommand();
        new CommandLine(command)
                .parseArgs(
                        "--scenario",
                        "spillway-drain",
                        "stock-sigterm",
                        "--out",
                        directory.resolve("x.json").toString());

        assertThat(command.scenarios())
                .containsExactly(Scenario.STOCK_SIGTERM, Scenario.SPILLWAY_DRAIN);
    }

    @Test
    void withoutNamesAllRun() {
        DrainCommand command = new DrainCommand();
        new CommandLine(command).parseArgs("--out", directory.resolve("x.json").toString());

        assertThat(command.scenarios())
                .contains(Scenario.STOCK_SIGTERM, Scenario.SPILLWAY_STARVED)
                .isEqualTo(Benchmark.DRAIN.scenarios());
        assertThat(Benchmark.FAILOVER.scenarios())
                .contains(Scenario.ZOOKEEPER_SIGKILL, Scenario.LEASE_STEADY)
                .doesNotContainAnyElementsOf(Benchmark.DRAIN.scenarios());
    }

    private String output() {
        return said.toString(StandardCharsets.UTF_8);
    }
}
