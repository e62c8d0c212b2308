package io.spillway.cli;

import io.spillway.agent.ExitCode;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.runtime.util.EnvironmentInformation;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code spillway}: reads the command line and runs the command. */
@Command(
        name = "spillway",
        description = "Elastic Apache Flink on plain VMs.",
        mixinStandardHelpOptions = true,
        versionProvider = SpillwayMain.Version.class,
        synopsisSubcommandLabel = "COMMAND",
        footerHeading = "%nProcesses, started by bin/spillway:%n",
        footer = {
            "  jobmanager   run the JobManager and, in it, the job",
            "  taskmanager  run a TaskManager and its agent",
            "  demo         run a fleet that follows a load, and write a report",
            "  bench        measure what a termination costs, against stock Flink"
        })
public final class SpillwayMain implements Runnable {
    @Spec private CommandSpec spec;

    /** Exits with one of {@link ExitCode}. */
    public static void main(String[] arguments) {
        PrintWriter out = new PrintWriter(System.out, true, Charset.defaultCharset());
        PrintWriter err = new PrintWriter(System.err, true, Charset.defaultCharset());
        System.exit(run(System.getenv(), out, err, arguments));
    }

    /** Runs a command; its exit code. Blocks until it is done. */
    static int run(
            Map<String, String> environment,
            PrintWriter out,
            PrintWriter err,
            String... arguments) {
        CommandLine commandLine =
                new CommandLine(new SpillwayMain())
                        .addSubcommand(new FleetCommand(environment))
                        .addSubcommand(new DrainCommand(environment))
                        .addSubcommand(new ExplainCommand(environment))
                        .addSubcommand(new UpgradeCommand(environment))
                        .addSubcommand(new DoctorCommand(environment))
                        .setCaseInsensitiveEnumValuesAllowed(true)
                        .setOut(out)
                        .setErr(err)
                        .setParameterExceptionHandler(SpillwayMain::wrongUsage)
                        .setExecutionExceptionHandler(
                                (e, command, parsed) -> {
                                    Failure failure = Failure.of(e);
                                    command.getErr().println(failure.lines(name(command)));
                                    return failure.exitCode();
                                });
        int code = commandLine.execute(arguments);
        out.flush();
        err.flush();
        return code;
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "no command given");
    }

    private static int wrongUsage(ParameterException e, String[] arguments) {
        CommandLine command = e.getCommandLine();
        String message = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
        command.getErr()
                .println(
                        "%s: %s (%s --help tells what is allowed)"
                                .formatted(name(command), message, name(command)));
        return ExitCode.WRONG_USAGE;
    }

    private static String name(CommandLine command) {
        return command.getCommandSpec().qualifiedName();
    }

    /** Spillway's version and the one of Flink that it runs. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String own =
                    Optional.ofNullable(SpillwayMain.class.getPackage().getImplementationVersion())
                            .orElse("(not packaged)");
            return new String[] {
                "spillway %s (Flink %s)".formatted(own, EnvironmentInformation.getVersion())
            };
        }
    }
}
