package io.spillway.cli;

import io.spillway.agent.ExitCode;
import io.spillway.restapi.SignalDetail;
import java.io.PrintWriter;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code spillway explain}. */
@Command(
        name = "explain",
        description =
                "Shows how many TaskManagers the job needs, which vertex drives that, and why.",
        footer = {
            "%nA dash is a value that isn't known. The vertex marked with > needs the most slots of"
                    + " all, and so sets the size.",
            "%nExit codes: 0 there is a signal, 1 there is none or the JobManager failed, 2 wrong"
                    + " usage, 3 JobManager not reachable."
        })
final class ExplainCommand implements Callable<Integer> {
    private final Map<String, String> environment;

    @Spec private CommandSpec spec;
    @Mixin private JobManagerOptions jobManager;

    @Option(names = "--json", description = "Print the answer of GET /fleet/signal.")
    private boolean json;

    @Option(
            names = "--width",
            paramLabel = "COLUMNS",
            description = "How wide the table may be, from 60 (default: the terminal's, or 80).")
    private Integer width;

    ExplainCommand(Map<String, String> environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() throws Exception {
        Columns columns = Columns.of(width, environment, spec.commandLine());
        SignalDetail signal = jobManager.client(environment).signal();
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(JsonOutput.of(signal));
        } else {
            new SignalTable(columns.width()).lines(signal).forEach(out::println);
        }
        return signal.signal().requiredTaskManagers() == null ? ExitCode.FAILED : ExitCode.OK;
    }
}
