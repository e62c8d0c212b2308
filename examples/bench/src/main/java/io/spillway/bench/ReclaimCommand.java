package io.spillway.bench;

import io.spillway.bench.cluster.StateSize;
import io.spillway.bench.reclaim.Reclaim;
import io.spillway.bench.reclaim.ReclaimBench;
import io.spillway.bench.reclaim.ReclaimReport;
import io.spillway.bench.reclaim.ReclaimResults;
import io.spillway.bench.reclaim.ReclaimedCloud;
import io.spillway.demo.terminal.Screen;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code spillway bench reclaim}. */
@Command(
        name = "reclaim",
        sortOptions = false,
        description = {
            "Measures what it costs when a cloud takes Spot instances back.",
            "",
            "A group of the local cloud runs TaskManagers with the cloud's plugin; one instance"
                    + " after the other gets its notice, two minutes on AWS and 30 s on Google"
                    + " Cloud, is drained and replaced. Every record of the job's output is"
                    + " accounted for. docs/benchmark.md tells what each number means.",
            ""
        },
        footer = {
            "",
            "Exit codes: 0 all were drained, and nothing was lost, counted twice or processed"
                    + " again (which may be where checkpoints take longer than half of the"
                    + " notice), 1 otherwise, 2 wrong usage, 130 after Ctrl-C (everything is taken"
                    + " down)."
        })
final class ReclaimCommand implements BenchCommand {
    private static final int MOST_RECLAIMS = 10_000;
    private static final int LEAST_INSTANCES = 2;
    private static final int MOST_INSTANCES = 100;
    private static final int MOST_CHECKPOINT_SECONDS = 120;
    private static final String ERASE_LINE = "\r\033[K";

    @Spec CommandSpec spec;

    @Option(
            names = "--cloud",
            paramLabel = "CLOUD",
            defaultValue = "aws",
            description =
                    "aws: an Auto Scaling group; gcp: a managed instance group, and the job's state"
                            + " in Cloud Storage. Default ${DEFAULT-VALUE}.")
    private String cloud;

    @Option(
            names = "--reclaims",
            paramLabel = "N",
            defaultValue = "100",
            description = "How many instances, 1 to 10000; default ${DEFAULT-VALUE}.")
    private int reclaims;

    @Option(
            names = "--instances",
            paramLabel = "N",
            defaultValue = "4",
            description = "How many are in service, 2 to 100; default ${DEFAULT-VALUE}.")
    private int instances;

    @Option(
            names = "--state",
            paramLabel = "SIZE",
            defaultValue = "0",
            description = "The job's state: 0, 100m or 1g; default ${DEFAULT-VALUE}.")
    private String state;

    @Option(
            names = "--checkpoint-seconds",
            paramLabel = "N",
            defaultValue = "0",
            description =
                    "What each checkpoint takes at least, as with much state, 0 to 120; default"
                            + " ${DEFAULT-VALUE}.")
    private int checkpointSeconds;

    @Option(
            names = "--no-rebalancing",
            description =
                    "With --cloud aws: a group without capacity rebalancing: it hears of the reclaim when the"
                            + " instance has gone.")
    private boolean noRebalancing;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            defaultValue = "bench-reclaim.json",
            description = "Where the numbers go, as JSON; default ${DEFAULT-VALUE}.")
    private Path out;

    @Option(
            names = "--json",
            description = "Print the JSON to standard output, and progress to standard error.")
    private boolean json;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    private boolean help;

    @Override
    public boolean helps() {
        if (help) {
            spec.commandLine().usage(System.out);
        }
        return help;
    }

    @Override
    public void check() {
        require("--reclaims", reclaims, 1, MOST_RECLAIMS);
        require("--instances", instances, LEAST_INSTANCES, MOST_INSTANCES);
        require("--checkpoint-seconds", checkpointSeconds, 0, MOST_CHECKPOINT_SECONDS);
        stateSize();
        cloud();
        OutFile.problem(out)
                .ifPresent(
                        problem -> {
                            throw wrong(problem);
                        });
    }

    private void require(String option, int value, int least, int most) {
        if (value < least || value > most) {
            throw wrong("%s: %d is not from %d to %d".formatted(option, value, least, most));
        }
    }

    private StateSize stateSize() {
        return StateSize.of(state)
                .orElseThrow(
                        () ->
                                wrong(
                                        "--state: '%s' is none of %s"
                                                .formatted(state, StateSize.texts())));
    }

    private ReclaimedCloud cloud() {
        if (cloud.equals("gcp") && noRebalancing) {
            throw wrong("--no-rebalancing: is for --cloud aws; leave it out with gcp");
        }
        return switch (cloud) {
            case "aws" ->
                    noRebalancing ? ReclaimedCloud.AWS_WITHOUT_REBALANCING : ReclaimedCloud.AWS;
            case "gcp" -> ReclaimedCloud.GCP;
            default -> throw wrong("--cloud: '%s' is none of aws, gcp".formatted(cloud));
        };
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    @Override
    public int measure(Path home) {
        Path file = out.toAbsolutePath();
        Path logs = file.resolveSibling(file.getFileName() + ".logs");
        PrintStream lines = json ? System.err : System.out;
        ReclaimBench bench =
                new ReclaimBench(
                        new ReclaimBench.Plan(
                                cloud(), reclaims, instances, stateSize(), checkpointSeconds),
                        home,
                        logs,
                        Clock.systemUTC(),
                        new Lines(lines, reclaims, Screen.isLive(json ? 2 : 1)));
        return TakeDown.around(
                bench::close,
                takeDown -> {
                    try {
                        ReclaimResults results = bench.run();
                        return !takeDown.interrupted() && told(results, file, logs, lines);
                    } catch (BenchException e) {
                        if (!takeDown.interrupted()) {
                            System.err.println(
                                    "spillway bench: %s; logs: %s".formatted(e.getMessage(), logs));
                        }
                        return false;
                    }
                });
    }

    private boolean told(ReclaimResults results, Path file, Path logs, PrintStream lines)
            throws IOException {
        ReclaimReport.write(results, file);
        lines.println();
        ReclaimReport.table(results).forEach(lines::println);
        lines.println();
        lines.println("Written to " + file);
        if (!results.areGood()) {
            lines.println("Logs of what failed: " + logs);
        }
        if (json) {
            System.out.println(ReclaimReport.json(results));
        }
        return results.areGood();
    }

    /** Progress as lines; what is being waited for is shown on a terminal alone. */
    private record Lines(PrintStream out, int reclaims, boolean terminal)
            implements ReclaimBench.Listener {

        @Override
        public void phase(String what) {
            out.println(terminal ? ERASE_LINE + what : what);
        }

        @Override
        public void reclaimed(int number, Reclaim reclaim) {
            out.printf(
                    Locale.ROOT,
                    "%s%d of %d: %s %s after %,.0f ms, gap %,.0f ms, %,d processed again, restarts"
                            + " %d, failures %d%n",
                    terminal ? ERASE_LINE : "",
                    number,
                    reclaims,
                    reclaim.instance(),
                    reclaim.drained() ? "released" : "LOST",
                    reclaim.noticeToReleasedMs(),
                    reclaim.gapMs(),
                    reclaim.processedAgain(),
                    reclaim.restarts(),
                    reclaim.failures());
            out.flush();
        }
    }
}
