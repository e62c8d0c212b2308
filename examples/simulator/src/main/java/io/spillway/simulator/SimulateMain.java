package io.spillway.simulator;

import io.spillway.charts.Numbers;
import io.spillway.charts.PngSurface;
import io.spillway.simulator.report.Picture;
import io.spillway.simulator.report.ResultTable;
import io.spillway.simulator.report.SweepTable;
import io.spillway.simulator.run.Result;
import io.spillway.simulator.run.Rule;
import io.spillway.simulator.run.Simulation;
import io.spillway.simulator.run.SimulationSettings;
import io.spillway.simulator.run.Sweep;
import io.spillway.simulator.trace.Trace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** {@code spillway simulate}. */
public final class SimulateMain {
    private static final int OK = 0;
    private static final int FAILED = 1;
    private static final int WRONG_USAGE = 2;

    private SimulateMain() {}

    /** Runs the simulator and ends the JVM with an exit code. */
    public static void main(String[] args) {
        if (System.getProperty("java.awt.headless") == null) {
            System.setProperty("java.awt.headless", "true");
        }
        System.exit(run(args));
    }

    static int run(String[] args) {
        SimulateCommand command = new SimulateCommand();
        CommandLine line = new CommandLine(command);
        try {
            line.parseArgs(args);
            if (command.help) {
                line.usage(System.out);
                System.out.println();
                Stream.of(Rule.values())
                        .forEach(r -> System.out.printf("  %-20s %s%n", r.text(), r.description()));
                return OK;
            }
            return simulate(command);
        } catch (ParameterException e) {
            System.err.println(
                    "spillway simulate: "
                            + String.valueOf(e.getMessage()).replaceAll("\\s*\\R\\s*", " ")
                            + " (spillway simulate --help lists the options)");
            return WRONG_USAGE;
        } catch (IOException e) {
            System.err.println("spillway simulate: --out: " + e.getMessage());
            return FAILED;
        }
    }

    private static int simulate(SimulateCommand command) throws IOException {
        List<Rule> rules = command.rules();
        Trace trace = command.trace();
        double highest = highest(trace);
        SimulationSettings settings = command.settings(command.sweep ? command.to : highest);
        Path picture = command.picture();
        if (command.sweep) {
            Rule rule = rules.get(0);
            System.out.println(rule.text() + ": " + rule.description());
            SweepTable.of(Sweep.run(settings, rule, command.lowest(), command.to))
                    .forEach(System.out::println);
            return OK;
        }
        List<Result> results = new ArrayList<>();
        for (Rule rule : rules) {
            results.add(Simulation.run(settings, trace, rule));
        }
        String title =
                "%s, %s to %s machines in %s"
                        .formatted(
                                Path.of(command.trace).getFileName(),
                                Numbers.decimal(lowest(trace), 1),
                                Numbers.decimal(highest, 1),
                                Numbers.span(trace.seconds()));
        System.out.println(title);
        ResultTable.of(results).forEach(System.out::println);
        return picture == null ? OK : draw(new Picture(title, results), picture);
    }

    private static int draw(Picture picture, Path file) throws IOException {
        if (file.toString().toLowerCase(Locale.ROOT).endsWith(".svg")) {
            Files.writeString(file, picture.svg());
        } else {
            Optional<String> problem = PngSurface.problemWithText();
            if (problem.isPresent()) {
                System.err.println(
                        "spillway simulate: --out: this JVM can't draw text ("
                                + problem.get()
                                + "); install fontconfig and a font, or name a file .svg");
                return FAILED;
            }
            Files.write(file, picture.png());
        }
        System.out.println("Drawn into " + file);
        return OK;
    }

    private static double highest(Trace trace) {
        double highest = 1;
        for (int second = 0; second < trace.seconds(); second++) {
            highest = Math.max(highest, trace.machines(second));
        }
        return highest;
    }

    private static double lowest(Trace trace) {
        double lowest = Double.MAX_VALUE;
        for (int second = 0; second < trace.seconds(); second++) {
            lowest = Math.min(lowest, trace.machines(second));
        }
        return lowest;
    }
}
