package io.spillway.cli;

import io.spillway.agent.ExitCode;
import io.spillway.restapi.FleetView;
import io.spillway.restapi.JobManagerClient;
import java.io.PrintWriter;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code spillway fleet}. */
@Command(
        name = "fleet",
        description = "Shows the job and every TaskManager with its state.",
        footer = {
            "%nWith --page it prints the page's URL, which only this user should have, and serves"
                    + " the page on the loopback interface until Ctrl-C."
        })
final class FleetCommand implements Callable<Integer> {
    private static final int HIGHEST_PORT = 65_535;

    private final Map<String, String> environment;

    @Spec private CommandSpec spec;
    @Mixin private JobManagerOptions jobManager;

    @Option(names = "--json", description = "Print the answer of GET /fleet.")
    private boolean json;

    @Option(names = "--page", description = "Serve a live page of the fleet, read-only.")
    private boolean page;

    @Option(
            names = "--page-port",
            paramLabel = "PORT",
            description = "The page's port on loopback (default: any free one).")
    private Integer pagePort;

    @Option(
            names = "--allow-drain",
            description = "Give the page a button that drains a TaskManager.")
    private boolean allowDrain;

    FleetCommand(Map<String, String> environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() throws Exception {
        check();
        JobManagerClient client = jobManager.client(environment);
        PrintWriter out = spec.commandLine().getOut();
        // A JobManager that isn't there is an error at the start, with the page as without.
        FleetView fleet = client.fleet();
        if (page) {
            return new FleetPage(client, pagePort == null ? 0 : pagePort, allowDrain).serve(out);
        }
        if (json) {
            out.println(JsonOutput.of(fleet));
        } else {
            FleetTable.lines(fleet).forEach(out::println);
        }
        return ExitCode.OK;
    }

    private void check() {
        if (!page && (pagePort != null || allowDrain)) {
            throw wrong((allowDrain ? "--allow-drain" : "--page-port") + ": is for --page; add it");
        }
        if (page && json) {
            throw wrong("--json: prints once and --page doesn't end; leave one of them out");
        }
        if (pagePort != null && (pagePort < 0 || pagePort > HIGHEST_PORT)) {
            throw wrong("--page-port: %d is not from 0 to %d".formatted(pagePort, HIGHEST_PORT));
        }
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
