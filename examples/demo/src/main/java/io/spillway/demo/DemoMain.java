package io.spillway.demo;

import io.spillway.demo.report.Comparison;
import io.spillway.demo.report.Experiment;
import io.spillway.demo.report.WayUp;
import io.spillway.demo.run.Cloud;
import io.spillway.demo.run.DemoException;
import io.spillway.demo.run.DemoResult;
import io.spillway.demo.run.DemoRun;
import io.spillway.demo.run.DemoSettings;
import io.spillway.demo.run.Mode;
import io.spillway.demo.run.ProgressListener;
import io.spillway.demo.run.Rule;
import io.spillway.demo.run.Tuning;
import io.spillway.demo.terminal.Screen;
import io.spillway.demo.terminal.Summary;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** {@code spillway demo}. */
public final class DemoMain {
    private static final Logger LOG = LoggerFactory.getLogger(DemoMain.class);
    private static final int OK = 0;
    private static final int FAILED = 1;
    private static final int WRONG_USAGE = 2;
    private static final int INTERRUPTED = 130;
    private static final int STDOUT = 1;
    private static final int STDERR = 2;

    private DemoMain() {}

    /** Runs the demo and ends the JVM with an exit code. */
    public static void main(String[] args) {
        System.exit(run(args));
    }

    private static int run(String[] args) {
        DemoCommand command = new DemoCommand();
        CommandLine line = new CommandLine(command).setCaseInsensitiveEnumValuesAllowed(true);
        DemoSettings settings;
        try {
            line.parseArgs(args);
            if (command.help) {
                line.usage(System.out);
                return OK;
            }
            settings = command.settings();
        } catch (ParameterException e) {
            System.err.println(
                    "spillway demo: " + oneLine(e) + " (spillway demo --help lists the options)");
            return WRONG_USAGE;
        }
        String home = System.getenv("SPILLWAY_HOME");
        if (home == null || home.isBlank()) {
            System.err.println(
                    "spillway demo: SPILLWAY_HOME isn't set; start it with bin/spillway demo");
            return WRONG_USAGE;
        }
        command.warning(settings)
                .ifPresent(text -> System.err.println("spillway demo: note: " + text));
        Path installation = Path.of(home).toAbsolutePath();
        Path reports = command.reportDirectory.toAbsolutePath();
        if (command.experiment) {
            return experiment(command, settings, installation, reports);
        }
        return command.compare
                ? compare(command, settings, installation, reports)
                : run(command, settings, installation, reports, command.json, result -> {});
    }

    /** One mode after the other, each with a report of its own below the common one. */
    private static int compare(
            DemoCommand command, DemoSettings settings, Path home, Path reports) {
        List<Variant> variants = new ArrayList<>();
        for (Mode mode : Mode.values()) {
            variants.add(new Variant(mode.text(), settings.in(mode)));
        }
        List<Comparison.Run> runs = new ArrayList<>();
        int code = each("Mode", variants, command, home, reports, runs);
        if (runs.size() < variants.size()) {
            return code;
        }
        Comparison comparison =
                Comparison.ofModes(runs.stream().map(Comparison.Run::recording).toList());
        return report(command, comparison, reports, code);
    }

    /** One rule after the other, likewise; the last is the one to judge. */
    private static int experiment(
            DemoCommand command, DemoSettings settings, Path home, Path reports) {
        List<Variant> variants = new ArrayList<>();
        for (Rule rule : List.of(Rule.HPA, Rule.UTILIZATION, Rule.SIGNAL)) {
            variants.add(new Variant(rule.text(), settings.under(rule)));
        }
        List<Comparison.Run> runs = new ArrayList<>();
        int code = each("Rule", variants, command, home, reports, runs);
        if (runs.size() < variants.size()) {
            return code;
        }
        Experiment experiment = new Experiment(runs, Tuning.CATCH_UP_TIME.toSeconds());
        code = report(command, experiment.comparison(), reports, code);
        Summary.print(experiment.goals(), command.json ? System.err : System.out);
        return code;
    }

    /** One of several runs, by its name. */
    private record Variant(String name, DemoSettings settings) {}

    private static int each(
            String what,
            List<Variant> variants,
            DemoCommand command,
            Path home,
            Path reports,
            List<Comparison.Run> runs) {
        int code = OK;
        for (Variant variant : variants) {
            (command.json ? System.err : System.out).println(what + " " + variant.name());
            int ended =
                    run(
                            command,
                            variant.settings(),
                            home,
                            reports.resolve(variant.name()),
                            false,
                            result ->
                                    runs.add(
                                            new Comparison.Run(
                                                    variant.name(), result.recording())));
            if (ended == INTERRUPTED) {
                return INTERRUPTED;
            }
            code = Math.max(code, ended);
        }
        return runs.size() < variants.size() ? FAILED : code;
    }

    private static int report(DemoCommand command, Comparison comparison, Path reports, int code) {
        try {
            List<Path> files = comparison.write(reports);
            Summary.print(comparison, files.get(0), command.json ? System.err : System.out);
            if (command.json) {
                System.out.println(Files.readString(files.get(1)));
            }
            return code;
        } catch (IOException e) {
            System.err.println("spillway demo: the comparison can't be written: " + e);
            return FAILED;
        }
    }

    private static int run(
            DemoCommand command,
            DemoSettings settings,
            Path home,
            Path reports,
            boolean json,
            Consumer<DemoResult> listener) {
        PrintStream out = command.json ? System.err : System.out;
        ProgressListener screen = Screen.open(out, command.json ? STDERR : STDOUT);
        AtomicBoolean interrupted = new AtomicBoolean();
        AtomicBoolean done = new AtomicBoolean();
        try (DemoRun demo = new DemoRun(settings, home, screen)) {
            // Ctrl-C, SIGTERM: the JVM waits for this before it ends.
            Runtime.getRuntime()
                    .addShutdownHook(
                            new Thread(
                                    () -> {
                                        if (!done.get()) {
                                            interrupted.set(true);
                                            demo.close();
                                            System.err.println(
                                                    "spillway demo: interrupted; everything is"
                                                            + " stopped");
                                        }
                                    },
                                    "take-down"));
            DemoResult result = demo.run(reports);
            done.set(true);
            listener.accept(result);
            Summary.print(result, settings.loss(), out);
            if (settings.cloud() == Cloud.AWS) {
                Summary.print(List.of(wayUp(result).goal()), out);
            }
            if (json) {
                System.out.println(Files.readString(reports.resolve("report.json")));
            }
            return result.isGood(settings.loss()) ? OK : FAILED;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return INTERRUPTED;
        } catch (DemoException | IOException | RuntimeException e) {
            if (interrupted.get()) {
                return INTERRUPTED;
            }
            done.set(true);
            LOG.error("The demo failed", e);
            System.err.println(
                    "spillway demo: "
                            + (e instanceof DemoException ? e.getMessage() : e.toString()));
            return FAILED;
        }
    }

    private static WayUp wayUp(DemoResult result) {
        return WayUp.of(
                result.recording().samples(),
                Tuning.RATE_PER_TASK_MANAGER * Tuning.TARGET_UTILIZATION);
    }

    private static String oneLine(ParameterException e) {
        return String.valueOf(e.getMessage()).replaceAll("\\s*\\R\\s*", " ");
    }
}
