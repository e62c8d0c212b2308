package io.spillway.cli;

import io.spillway.agent.ExitCode;
import io.spillway.restapi.FleetView;
import java.io.PrintWriter;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code spillway fleet}. */
@Command(name = "fleet", description = "Shows the job and every TaskManager with its state.")
final class FleetCommand implements Callable<Integer> {
    private final Map<String, String> environment;

    @Spec private CommandSpec spec;
    @Mixin private JobManagerOptions jobManager;

    @Option(names = "--json", description = "Print the answer of GET /fleet.")
    private boolean json;

    FleetCommand(Map<String, String> environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() throws Exception {
        FleetView fleet = jobManager.client(environment).fleet();
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(JsonOutput.of(fleet));
        } else {
            FleetTable.lines(fleet).forEach(out::println);
        }
        return ExitCode.OK;
    }
}
