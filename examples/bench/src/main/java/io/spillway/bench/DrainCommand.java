package io.spillway.bench;

import io.spillway.bench.cluster.Peers;
import io.spillway.bench.cluster.StateSize;
import io.spillway.bench.scenario.Benchmark;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code spillway bench drain}. */
@Command(
        name = "drain",
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
final class DrainCommand extends ScenarioCommand {

    @Option(
            names = "--state",
            paramLabel = "SIZE",
            defaultValue = "0",
            description =
                    "The job's keyed state: 0 (counts on the heap), 100m or 1g (RocksDB,"
                            + " incremental checkpoints); default ${DEFAULT-VALUE}.")
    private String state;

    DrainCommand() {
        super(Benchmark.DRAIN);
    }

    @Override
    public void check() {
        super.check();
        stateSize();
    }

    @Override
    StateSize stateSize() {
        return common.stateSize(state);
    }

    @Override
    Peers peers() {
        return new Peers(Optional.empty());
    }
}
