package io.spillway.bench;

import io.spillway.bench.cluster.StateSize;
import io.spillway.bench.reclaim.Reclaim;
import io.spillway.bench.reclaim.ReclaimBench;
import io.spillway.bench.reclaim.ReclaimReport;
import io.spillway.bench.reclaim.ReclaimResults;
import io.spillway.bench.reclaim.ReclaimedCloud;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

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

    @Mixin private CommonOptions common;

    @Override
    public boolean helps() {
        return common.helps();
    }

    @Override
    public void check() {
        common.require("--reclaims", reclaims, 1, MOST_RECLAIMS);
        common.require("--instances", instances, LEAST_INSTANCES, MOST_INSTANCES);
        common.require("--checkpoint-seconds", checkpointSeconds, 0, MOST_CHECKPOINT_SECONDS);
        stateSize();
        cloud();
        common.requireWritable(out);
    }

    private StateSize stateSize() {
        return common.stateSize(state);
    }

    private ReclaimedCloud cloud() {
        if (cloud.equals("gcp") && noRebalancing) {
            throw common.wrong("--no-rebalancing: is for --cloud aws; leave it out with gcp");
        }
        return switch (cloud) {
            case "aws" ->
                    noRebalancing ? ReclaimedCloud.AWS_WITHOUT_REBALANCING : ReclaimedCloud.AWS;
            case "gcp" -> ReclaimedCloud.GCP;
            default -> throw common.wrong("--cloud: '%s' is none of aws, gcp".formatted(cloud));
        };
    }

    @Override
    public int measure(Path home) {
        Path file = out.toAbsolutePath();
        Path logs = CommonOptions.logs(file);
        ReclaimBench bench =
                new ReclaimBench(
                        new ReclaimBench.Plan(
                                cloud(), reclaims, instances, stateSize(), checkpointSeconds),
                        home,
                        logs,
                        Clock.systemUTC(),
                        new Lines(common.lines(), reclaims, common.isLive()));
        return TakeDown.around(
                bench::close,
                takeDown -> {
                    try {
                        ReclaimResults results = bench.run();
                        return !takeDown.interrupted() && told(results, file);
                    } catch (BenchException e) {
                        if (!takeDown.interrupted()) {
                            System.err.println(
                                    "spillway bench: %s; logs: %s".formatted(e.getMessage(), logs));
                        }
                        return false;
                    }
                });
    }

    private boolean told(ReclaimResults results, Path file) throws IOException {
        ReclaimReport.write(results, file);
        common.tell(
                ReclaimReport.table(results),
                file,
                results.areGood(),
                () -> ReclaimReport.json(results));
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
