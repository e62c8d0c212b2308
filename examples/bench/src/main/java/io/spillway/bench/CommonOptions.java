package io.spillway.bench;

import io.spillway.bench.cluster.StateSize;
import io.spillway.demo.terminal.Screen;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * What all subcommands of {@code spillway bench} have in common: the options for help and JSON, how
 * the values of options are refused, and how the numbers are told.
 */
final class CommonOptions {
    private static final int MOST_RUNS = 1000;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(
            names = "--json",
            description = "Print the JSON to standard output, and progress to standard error.")
    private boolean json;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    private boolean help;

    /** Prints the options where that was asked for, and says whether it was. */
    boolean helps() {
        if (help) {
            command.commandLine().usage(System.out);
        }
        return help;
    }

    /** To be thrown for an option that can't be. */
    ParameterException wrong(String message) {
        return new ParameterException(command.commandLine(), message);
    }

    /** Checks that {@code value} is from {@code least} to {@code most}. */
    void require(String option, int value, int least, int most) {
        if (value < least || value > most) {
            throw wrong("%s: %d is not from %d to %d".formatted(option, value, least, most));
        }
    }

    /** Checks {@code --runs}. */
    void requireRuns(int runs) {
        require("--runs", runs, 1, MOST_RUNS);
    }

    /** Checks that the file that {@code --out} names can be written. */
    void requireWritable(Path out) {
        if (Files.isDirectory(out)) {
            throw wrong("--out: " + out + " is a directory; name a file");
        }
        Path parent = out.toAbsolutePath().getParent();
        if (!Files.isDirectory(parent) || !Files.isWritable(parent)) {
            throw wrong("--out: %s: can't write to %s".formatted(out, parent));
        }
    }

    /** What {@code --state} names. */
    StateSize stateSize(String text) {
        return StateSize.of(text)
                .orElseThrow(
                        () ->
                                wrong(
                                        "--state: '%s' is none of %s"
                                                .formatted(text, StateSize.texts())));
    }

    /** Where everything but the JSON is printed. */
    PrintStream lines() {
        return json ? System.err : System.out;
    }

    /** Whether that is a terminal, on which a line can be written over. */
    boolean isLive() {
        return Screen.isLive(json ? 2 : 1);
    }

    /** The folder for the logs of what writes its numbers to {@code file}. */
    static Path logs(Path file) {
        return file.resolveSibling(file.getFileName() + ".logs");
    }

    /**
     * Prints what was measured.
     *
     * @param file where the numbers are, too
     * @param areGood whether all is as it should be; if not, it says where logs are
     */
    void tell(List<String> table, Path file, boolean areGood, Supplier<String> numbers) {
        PrintStream lines = lines();
        lines.println();
        table.forEach(lines::println);
        lines.println();
        lines.println("Written to " + file);
        if (!areGood) {
            lines.println("Logs of what failed: " + logs(file));
        }
        if (json) {
            System.out.println(numbers.get());
        }
    }
}
