package io.spillway.bench;

import java.nio.file.Path;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** {@code spillway bench}. */
@Command(
        name = "spillway bench",
        description = "Measures on this machine.",
        synopsisSubcommandLabel = "drain | failover | reclaim | store")
public final class BenchMain {
    static final int OK = 0;
    static final int FAILED = 1;
    static final int WRONG_USAGE = 2;
    static final int INTERRUPTED = 130;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    private boolean help;

    private BenchMain() {}

    /** Runs the benchmark and ends the JVM with an exit code. */
    public static void main(String[] args) {
        System.exit(run(args));
    }

    static int run(String[] args) {
        BenchMain bench = new BenchMain();
        CommandLine line =
                new CommandLine(bench)
                        .addSubcommand(new DrainCommand())
                        .addSubcommand(new FailoverCommand())
                        .addSubcommand(new ReclaimCommand())
                        .addSubcommand(new StoreCommand());
        BenchCommand command;
        try {
            CommandLine.ParseResult parsed = line.parseArgs(args);
            if (bench.help) {
                line.usage(System.out);
                return OK;
            }
            if (!parsed.hasSubcommand()) {
                throw new ParameterException(
                        line, "say what to measure: drain, failover, reclaim or store");
            }
            command = parsed.subcommand().commandSpec().commandLine().getCommand();
            if (command.helps()) {
                return OK;
            }
            command.check();
        } catch (ParameterException e) {
            System.err.println(
                    "spillway bench: %s (%s --help lists the options)"
                            .formatted(
                                    String.valueOf(e.getMessage()).replaceAll("\\s*\\R\\s*", " "),
                                    e.getCommandLine().getCommandSpec().qualifiedName()));
            return WRONG_USAGE;
        }
        String home = System.getenv("SPILLWAY_HOME");
        if (home == null || home.isBlank()) {
            System.err.println(
                    "spillway bench: SPILLWAY_HOME isn't set; start it with bin/spillway bench");
            return WRONG_USAGE;
        }
        return command.measure(Path.of(home).toAbsolutePath());
    }
}
