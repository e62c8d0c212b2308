package io.spillway.demo;

import io.spillway.demo.load.LoadProfile;
import io.spillway.demo.load.RateFile;
import io.spillway.demo.load.SineLoad;
import io.spillway.demo.load.TraceLoad;
import io.spillway.demo.run.Cloud;
import io.spillway.demo.run.DemoSettings;
import io.spillway.demo.run.Loss;
import io.spillway.demo.run.Mode;
import io.spillway.demo.run.Rule;
import io.spillway.demo.run.ScaleInBy;
import io.spillway.demo.run.Tuning;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options of {@code spillway demo}, and what they may be. */
@Command(
        name = "spillway demo",
        sortOptions = false,
        description = {
            "Runs a fleet on this machine that follows a load, and writes a report of it.",
            "",
            "A Kafka broker, a JobManager and 1 to 15 TaskManagers come up as processes of their"
                    + " own. A scaling rule makes the fleet follow the load; each TaskManager"
                    + " that goes is drained before. At the end every record is accounted for.",
            ""
        },
        footer = {
            "",
            "Exit codes: 0 every record was counted exactly once and nothing failed, 1 otherwise,"
                    + " 2 wrong usage, 130 after Ctrl-C (everything is taken down)."
        })
final class DemoCommand {
    private static final Duration SHORTEST = Duration.ofSeconds(10);
    private static final Duration LONGEST = Duration.ofHours(24);
    private static final int MOST_TASK_MANAGERS = 15;
    private static final int HIGHEST_PORT = 65_535;
    private static final double HIGHEST_RATE = 1_000_000;

    @Spec CommandSpec spec;

    @Option(
            names = "--duration",
            paramLabel = "TIME",
            converter = Times.class,
            description = "How long the load runs; default 6min, or the rate file's length.")
    Duration duration;

    @Option(
            names = "--period",
            paramLabel = "TIME",
            converter = Times.class,
            description = "Of the sine wave, from trough to trough; default 6min.")
    Duration period;

    @Option(
            names = "--peak",
            paramLabel = "RATE",
            description = "The sine wave's highest rate in records/s; default 4000.")
    Double peak;

    @Option(
            names = "--trough",
            paramLabel = "RATE",
            description = "The sine wave's lowest rate in records/s; default 400.")
    Double trough;

    @Option(
            names = "--rate-file",
            paramLabel = "CSV",
            description =
                    "A load of your own instead: lines of seconds,rate, joined by straight lines.")
    Path rateFile;

    @Option(
            names = "--max-taskmanagers",
            paramLabel = "N",
            defaultValue = "15",
            description = "The most TaskManagers, 1 to 15; default ${DEFAULT-VALUE}.")
    int maxTaskManagers;

    @Option(
            names = "--mode",
            paramLabel = "MODE",
            defaultValue = "spillway",
            description =
                    "spillway, or stock: unmodified Flink in Reactive Mode, whose TaskManagers get"
                            + " the SIGTERM themselves. Default ${DEFAULT-VALUE}.")
    Mode mode;

    @Option(
            names = "--compare",
            description =
                    "Run both modes on the same load, one after the other, and report them side by"
                            + " side.")
    boolean compare;

    @Option(
            names = "--rule",
            paramLabel = "RULE",
            defaultValue = "busy",
            description =
                    "What sizes the fleet: busy (busy time at 70 %%, not while the job catches up),"
                            + " hpa (busy time at 35 %%), utilization (busy time at 80 %%), signal"
                            + " (Spillway's scaling signal). Default ${DEFAULT-VALUE}.")
    Rule rule;

    @Option(
            names = "--experiment",
            description =
                    "Run the rules hpa, utilization and signal on the same load, one after the"
                            + " other, and report them side by side.")
    boolean experiment;

    @Option(
            names = "--cloud",
            paramLabel = "CLOUD",
            defaultValue = "none",
            description =
                    "none; aws: an Auto Scaling group with lifecycle hooks and target tracking,"
                            + " instance metadata, CloudWatch and S3; or gcp: a managed instance"
                            + " group with its autoscaler, VM metadata, Cloud Monitoring and Cloud"
                            + " Storage. Played on this machine; a policy's minute takes 3 s."
                            + " Default ${DEFAULT-VALUE}.")
    Cloud cloud;

    @Option(
            names = "--scale-in-by",
            paramLabel = "WHO",
            defaultValue = "jobmanager",
            description =
                    "For --cloud gcp: jobmanager (the autoscaler only adds VMs; the JobManager picks"
                            + " those that go, drains them, and has the group delete them), or"
                            + " autoscaler (VMs drain while they shut down). Default"
                            + " ${DEFAULT-VALUE}.")
    ScaleInBy scaleInBy;

    @Option(
            names = "--s3-server",
            paramLabel = "DIR",
            defaultValue = "${env:SPILLWAY_S3_SERVER}",
            description =
                    "For --cloud aws: the directory of Adobe S3Mock's jars, which the script"
                            + " ./spillway of a clone gets by itself.")
    Path s3Server;

    @Option(
            names = "--loss",
            paramLabel = "HOW",
            defaultValue = "stop",
            description =
                    "How TaskManagers leave: stop (SIGTERM, so they drain), freeze (SIGSTOP, as if"
                            + " the network were gone), kill (SIGKILL). Default"
                            + " ${DEFAULT-VALUE}.")
    Loss loss;

    @Option(
            names = "--real-cpu",
            description =
                    "Burn CPU for each record instead of sleeping. Needs a core for each"
                            + " TaskManager.")
    boolean realCpu;

    @Option(
            names = "--report-dir",
            paramLabel = "DIR",
            defaultValue = "demo-report",
            description = "Where the report goes; default ${DEFAULT-VALUE}.")
    Path reportDirectory;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "0",
            description =
                    "Of the JobManager's web page and REST API, on the loopback interface; default"
                            + " any free one.")
    int port;

    @Option(
            names = "--page-port",
            paramLabel = "PORT",
            defaultValue = "0",
            description =
                    "Of the run's live page, on the loopback interface; default any free one.")
    int pagePort;

    @Option(
            names = "--no-page",
            description =
                    "No live page; the JobManager's is there, but the demo doesn't tell where.")
    boolean noPage;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description =
                    "The same seed gives the same sequence of keys; default ${DEFAULT-VALUE}.")
    long seed;

    @Option(
            names = "--json",
            description = "Print report.json to standard output, and progress to standard error.")
    boolean json;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    boolean help;

    /** Checks everything, and makes settings of it. */
    DemoSettings settings() {
        between("--max-taskmanagers", maxTaskManagers, 1, MOST_TASK_MANAGERS);
        between("--port", port, 0, HIGHEST_PORT);
        between("--page-port", pagePort, 0, HIGHEST_PORT);
        if (noPage && pagePort != 0) {
            throw wrong("--page-port: there is no page with --no-page; leave one of them out");
        }
        if (compare && spec.commandLine().getParseResult().hasMatchedOption("--mode")) {
            throw wrong("--compare: runs both modes; leave out --mode");
        }
        if (experiment) {
            for (String other : new String[] {"--mode", "--compare", "--rule"}) {
                if (spec.commandLine().getParseResult().hasMatchedOption(other)) {
                    throw wrong("--experiment: runs three rules on Spillway; leave out " + other);
                }
            }
        }
        boolean stock = compare || mode == Mode.STOCK;
        if (stock && rule == Rule.SIGNAL) {
            throw wrong(
                    "--rule: signal needs Spillway's JobManager; leave out %s or take another rule"
                            .formatted(compare ? "--compare" : "--mode stock"));
        }
        if (cloud != Cloud.NONE) {
            requirePlayable();
        }
        if (cloud != Cloud.GCP
                && spec.commandLine().getParseResult().hasMatchedOption("--scale-in-by")) {
            throw wrong("--scale-in-by: is for --cloud gcp; leave it out");
        }
        if (Files.exists(reportDirectory) && !Files.isDirectory(reportDirectory)) {
            throw wrong("--report-dir: " + reportDirectory + " is a file; name a directory");
        }
        return rateFile == null ? sine() : trace();
    }

    private void requirePlayable() {
        String name = cloud == Cloud.AWS ? "aws" : "gcp";
        for (String other :
                new String[] {"--mode", "--compare", "--rule", "--experiment", "--loss"}) {
            if (spec.commandLine().getParseResult().hasMatchedOption(other)) {
                throw wrong(
                        "--cloud: on %s the group's own policy %s; leave out %s"
                                .formatted(
                                        name,
                                        cloud == Cloud.AWS ? "and hooks decide" : "decides",
                                        other));
            }
        }
        if (cloud != Cloud.AWS) {
            return;
        }
        if (s3Server == null) {
            throw wrong(
                    "--cloud: aws needs an S3 server; start ./spillway of a clone, which gets one, or name the directory of S3Mock's jars by --s3-server");
        }
        if (!Files.isDirectory(s3Server)) {
            throw wrong("--s3-server: %s is no directory".formatted(s3Server));
        }
    }

    private DemoSettings sine() {
        double high = peak == null ? 4000 : peak;
        double low = trough == null ? Math.min(400, high / 10) : trough;
        Duration wave = time("--period", period, Duration.ofMinutes(6));
        rate("--peak", high);
        rate("--trough", low);
        if (low >= high) {
            throw wrong("--trough: %s must be below --peak %s".formatted(plain(low), plain(high)));
        }
        return settings(
                new SineLoad(low, high, wave.toSeconds()),
                "sine wave, %s to %s records/s, period %d s"
                        .formatted(plain(low), plain(high), wave.toSeconds()),
                time("--duration", duration, Duration.ofMinutes(6)));
    }

    private DemoSettings trace() {
        for (String option : new String[] {"--peak", "--trough", "--period"}) {
            if (spec.commandLine().getParseResult().hasMatchedOption(option)) {
                throw wrong(option + ": is for the sine wave; leave it out with --rate-file");
            }
        }
        TraceLoad load;
        try {
            load = RateFile.read(rateFile);
        } catch (RateFile.RateFileException e) {
            throw wrong("--rate-file: " + e.getMessage());
        }
        Duration length = Duration.ofSeconds((long) Math.ceil(load.lastSecond()));
        return settings(
                load,
                "from " + rateFile.getFileName(),
                time("--duration", duration, length.compareTo(SHORTEST) < 0 ? SHORTEST : length));
    }

    private DemoSettings settings(LoadProfile load, String text, Duration time) {
        return new DemoSettings(
                load,
                text,
                time,
                maxTaskManagers,
                loss,
                realCpu,
                port,
                !noPage,
                pagePort,
                seed,
                mode,
                rule,
                cloud,
                scaleInBy,
                Optional.ofNullable(s3Server));
    }

    /** What the run can't do well, if anything; not an error. */
    Optional<String> warning(DemoSettings settings) {
        int most = maxTaskManagers * Tuning.RATE_PER_TASK_MANAGER;
        if (settings.load().peak() > most) {
            return Optional.of(
                    "the load's peak of %s records/s is more than %d TaskManagers take (%d each): a backlog will build up"
                            .formatted(
                                    plain(settings.load().peak()),
                                    maxTaskManagers,
                                    Tuning.RATE_PER_TASK_MANAGER));
        }
        double cores = settings.load().peak() / Tuning.RATE_PER_TASK_MANAGER;
        int available = Runtime.getRuntime().availableProcessors();
        if (realCpu && cores > available) {
            return Optional.of(
                    "--real-cpu: the peak needs %.1f cores and there are %d: a backlog will build up; lower --peak"
                            .formatted(cores, available));
        }
        return Optional.empty();
    }

    private void between(String option, int value, int least, int most) {
        if (value < least || value > most) {
            throw wrong("%s: %d is not from %d to %d".formatted(option, value, least, most));
        }
    }

    private void rate(String option, double value) {
        if (!(value >= 0 && value <= HIGHEST_RATE)) {
            throw wrong(
                    "%s: %s is not from 0 to %s records per second"
                            .formatted(option, plain(value), plain(HIGHEST_RATE)));
        }
    }

    private Duration time(String option, Duration given, Duration otherwise) {
        Duration time = given == null ? otherwise : given;
        if (time.compareTo(SHORTEST) < 0 || time.compareTo(LONGEST) > 0) {
            throw wrong(
                    "%s: %d s is not from %d s to %d h"
                            .formatted(
                                    option,
                                    time.toSeconds(),
                                    SHORTEST.toSeconds(),
                                    LONGEST.toHours()));
        }
        return time;
    }

    private static String plain(double number) {
        return number == Math.rint(number) ? Long.toString((long) number) : Double.toString(number);
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
