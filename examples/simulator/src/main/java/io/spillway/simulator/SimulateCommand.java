package io.spillway.simulator;

import io.spillway.scaling.model.ScalingSettings;
import io.spillway.simulator.run.Rule;
import io.spillway.simulator.run.SimulationSettings;
import io.spillway.simulator.trace.CsvTrace;
import io.spillway.simulator.trace.DailyTrace;
import io.spillway.simulator.trace.FlashCrowdTrace;
import io.spillway.simulator.trace.SineTrace;
import io.spillway.simulator.trace.StepTrace;
import io.spillway.simulator.trace.Trace;
import io.spillway.simulator.trace.TraceException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options of {@code spillway simulate}, and what they may be. */
@Command(
        name = "spillway simulate",
        sortOptions = false,
        description = {
            "Simulates how scaling policies size a fleet, hours in seconds: the scaling model that"
                    + " a JobManager runs, the policies of the clouds, and machines and a job that"
                    + " are simulated.",
            ""
        },
        footer = {
            "",
            "Times are written as 500ms, 90s, 15min, 4h. docs/simulator.md tells what each number"
                    + " means.",
            "Exit codes: 0 ok, 1 the picture can't be written, 2 wrong usage."
        })
final class SimulateCommand {
    private static final int MOST_MACHINES = 10_000;
    private static final double DAILY_NOISE = 0.05;

    @Spec CommandSpec spec;

    @Option(
            names = "--trace",
            paramLabel = "TRACE",
            defaultValue = "sine",
            description =
                    "The load: sine, step, flash, daily, or a CSV file of lines"
                            + " SECOND,RECORDS_PER_SECOND; default ${DEFAULT-VALUE}.")
    String trace;

    @Option(
            names = "--from",
            paramLabel = "N",
            description =
                    "Machines at the lowest load; default 1 (sine), a tenth of --to (step), a fifth"
                            + " of it (flash, daily).")
    Double from;

    @Option(
            names = "--to",
            paramLabel = "N",
            defaultValue = "15",
            description = "Machines at the highest load; default ${DEFAULT-VALUE}.")
    double to;

    @Option(
            names = "--duration",
            paramLabel = "TIME",
            description = "How long sine, step and flash are; default 6h, 2h and 2h.")
    String duration;

    @Option(
            names = "--records-per-machine",
            paramLabel = "N",
            defaultValue = "1000",
            description =
                    "Records/s of a CSV file that a machine carries at the target utilization;"
                            + " default ${DEFAULT-VALUE}.")
    double recordsPerMachine;

    @Option(
            names = "--rule",
            paramLabel = "NAME",
            split = ",",
            description =
                    "Policies with their metric, of those below; default target-tracking, mig, hpa"
                            + " and hpa-cpu.")
    List<String> rules = new ArrayList<>();

    @Option(
            names = "--boot",
            paramLabel = "TIME",
            defaultValue = "90s",
            description = "From a machine's launch until it works; default ${DEFAULT-VALUE}.")
    String boot;

    @Option(
            names = "--warm-up",
            paramLabel = "TIME",
            defaultValue = "30s",
            description =
                    "From then until EC2 Auto Scaling counts it (default instance warmup); default"
                            + " ${DEFAULT-VALUE}.")
    String warmUp;

    @Option(
            names = "--downtime",
            paramLabel = "TIME",
            defaultValue = "500ms",
            description = "Without output, for each rescale; default ${DEFAULT-VALUE}.")
    String downtime;

    @Option(
            names = "--slots",
            paramLabel = "N",
            defaultValue = "2",
            description = "Slots of a machine; default ${DEFAULT-VALUE}.")
    int slots;

    @Option(
            names = "--most",
            paramLabel = "N",
            description = "Machines that the group can have; default twice --to.")
    Integer most;

    @Option(
            names = "--noise",
            paramLabel = "SHARE",
            defaultValue = "0.02",
            description =
                    "Standard deviation of each measured busy time, as a share of it; default"
                            + " ${DEFAULT-VALUE}.")
    double noise;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Of the noise: the same seed gives the same run; default 1.")
    long seed;

    @Option(
            names = "--target-utilization",
            paramLabel = "SHARE",
            description =
                    "The model's setting, as are the next five; default that of the"
                            + " JobManager.")
    Double targetUtilization;

    @Option(names = "--catch-up-time", paramLabel = "TIME", description = "Likewise.")
    String catchUpTime;

    @Option(names = "--window", paramLabel = "TIME", description = "Likewise.")
    String window;

    @Option(names = "--minimum-change", paramLabel = "SHARE", description = "Likewise.")
    Double minimumChange;

    @Option(names = "--settle-time", paramLabel = "TIME", description = "Likewise.")
    String settleTime;

    @Option(names = "--publish-interval", paramLabel = "TIME", description = "Likewise.")
    String publishInterval;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "Draws load against machines into it: FILE.svg or FILE.png.")
    Path out;

    @Option(
            names = "--sweep",
            description =
                    "Instead of one trace: tries windows, minimum changes and catch-up times on a"
                            + " sine and a step, with the first rule.")
    boolean sweep;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    boolean help;

    List<Rule> rules() {
        if (rules.isEmpty()) {
            return sweep
                    ? List.of(Rule.TARGET_TRACKING)
                    : List.of(Rule.TARGET_TRACKING, Rule.MIG, Rule.HPA, Rule.HPA_CPU);
        }
        return rules.stream().map(this::rule).distinct().toList();
    }

    private Rule rule(String name) {
        return Stream.of(Rule.values())
                .filter(rule -> rule.text().equals(name))
                .findFirst()
                .orElseThrow(
                        () ->
                                wrong(
                                        "--rule: there is no '%s'; there are %s"
                                                .formatted(name, Rule.names())));
    }

    double lowest() {
        double share = trace.equals("step") ? 0.1 : trace.equals("sine") ? 1 / to : 0.2;
        return from == null ? to * (sweep ? 1 / to : share) : from;
    }

    Trace trace() {
        atLeast("--to", to, 1, MOST_MACHINES);
        double lowest = lowest();
        atLeast("--from", lowest, 0, to);
        return switch (trace) {
            case "sine" -> new SineTrace(lowest, to, seconds("--duration", or(duration, "6h"), 60));
            case "step" -> new StepTrace(lowest, to, seconds("--duration", or(duration, "2h"), 60));
            case "flash" ->
                    new FlashCrowdTrace(lowest, to, seconds("--duration", or(duration, "2h"), 60));
            case "daily" -> new DailyTrace(lowest, to, DAILY_NOISE, seed);
            default -> csv();
        };
    }

    private Trace csv() {
        if (!trace.endsWith(".csv")) {
            throw wrong(
                    "--trace: '%s' is none of sine, step, flash, daily, and no file that ends in .csv"
                            .formatted(trace));
        }
        atLeast("--records-per-machine", recordsPerMachine, 1e-3, 1e9);
        try {
            return CsvTrace.read(Path.of(trace), recordsPerMachine);
        } catch (TraceException e) {
            throw wrong("--trace: " + e.getMessage());
        }
    }

    SimulationSettings settings(double highest) {
        atLeast("--slots", slots, 1, 1000);
        atLeast("--noise", noise, 0, 1);
        int group = most == null ? (int) Math.ceil(2 * highest) : most;
        atLeast("--most", group, 1, 2 * MOST_MACHINES);
        return new SimulationSettings(
                seconds("--boot", boot, 0),
                seconds("--warm-up", warmUp, 0),
                seconds("--downtime", downtime, 0),
                slots,
                Math.max(1, group),
                noise,
                seed,
                scaling());
    }

    private ScalingSettings scaling() {
        ScalingSettings defaults = ScalingSettings.DEFAULTS;
        try {
            return new ScalingSettings(
                    targetUtilization == null ? defaults.targetUtilization() : targetUtilization,
                    span("--catch-up-time", catchUpTime, defaults.catchUpTime()),
                    span("--window", window, defaults.window()),
                    minimumChange == null ? defaults.minimumChange() : minimumChange,
                    span("--publish-interval", publishInterval, defaults.publishInterval()),
                    span("--settle-time", settleTime, defaults.settleTime()));
        } catch (IllegalArgumentException e) {
            throw wrong(e.getMessage());
        }
    }

    /** Where the picture goes; null when none is asked for. */
    Path picture() {
        if (out == null) {
            return null;
        }
        String name = out.toString().toLowerCase(Locale.ROOT);
        if (!name.endsWith(".svg") && !name.endsWith(".png")) {
            throw wrong("--out: '%s' must end in .svg or .png".formatted(out));
        }
        Path directory = out.toAbsolutePath().getParent();
        if (!Files.isDirectory(directory) || !Files.isWritable(directory)) {
            throw wrong("--out: %s: can't write to %s".formatted(out, directory));
        }
        return out.toAbsolutePath();
    }

    private Duration span(String option, String text, Duration otherwise) {
        return text == null ? otherwise : duration(option, text);
    }

    private double seconds(String option, String text, double least) {
        double seconds = duration(option, text).toMillis() / 1000.0;
        atLeast(option, seconds, least, 30 * 86_400);
        return seconds;
    }

    private Duration duration(String option, String text) {
        return Spans.parse(text)
                .orElseThrow(
                        () ->
                                wrong(
                                        "%s: '%s' is no time; write 500ms, 90s, 15min or 4h"
                                                .formatted(option, text)));
    }

    private void atLeast(String option, double value, double least, double most) {
        if (!(value >= least && value <= most)) {
            throw wrong(
                    String.format(
                            Locale.ROOT,
                            "%s: %s is not from %s to %s",
                            option,
                            plain(value),
                            plain(least),
                            plain(most)));
        }
    }

    private static String plain(double value) {
        return value == Math.rint(value)
                ? Long.toString(Math.round(value))
                : Double.toString(value);
    }

    private static String or(String text, String otherwise) {
        return text == null ? otherwise : text;
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
