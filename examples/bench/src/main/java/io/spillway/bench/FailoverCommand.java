package io.spillway.bench;

import io.spillway.bench.cluster.Peers;
import io.spillway.bench.cluster.StateSize;
import io.spillway.bench.scenario.Benchmark;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code spillway bench failover}. */
@Command(
        name = "failover",
        description = {
            "Measures what it costs when the JobManager goes and a second one takes over, with"
                    + " Flink's high availability by ZooKeeper and with Spillway's by a lease on S3 or"
                    + " Cloud Storage.",
            "",
            "Each scenario runs on a cluster of real processes on this machine: two JobManagers,"
                    + " three TaskManagers and a server, with a job that takes 5000 records/s;"
                    + " every record of its output is accounted for. docs/benchmark.md tells what"
                    + " each number means.",
            ""
        },
        footer = {
            "",
            "Exit codes: 0 all was measured and nothing lost, 1 otherwise, 2 wrong usage, 130"
                    + " after Ctrl-C (everything is taken down; scenarios that were done are in"
                    + " the file)."
        })
final class FailoverCommand extends ScenarioCommand {

    @Option(
            names = "--peers",
            paramLabel = "DIR",
            defaultValue = "${env:SPILLWAY_BENCH_PEERS}",
            description =
                    "The folder with the jars of the servers; ./spillway in a clone makes it and"
                            + " names it.")
    private Path peers;

    FailoverCommand() {
        super(Benchmark.FAILOVER);
    }

    @Override
    StateSize stateSize() {
        return StateSize.SMALL;
    }

    @Override
    Peers peers() {
        return new Peers(Optional.ofNullable(peers));
    }
}
