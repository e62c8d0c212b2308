package io.spillway.cli;

import io.spillway.agent.ExitCode;
import io.spillway.restapi.DrainRequest;
import io.spillway.restapi.DrainState;
import io.spillway.restapi.DrainView;
import io.spillway.restapi.DrainsView;
import io.spillway.restapi.JobManagerClient;
import io.spillway.restapi.JobManagerException;
import io.spillway.restapi.JobManagerException.Kind;
import io.spillway.spi.cloud.NoticeKind;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.Configuration;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code spillway drain}. */
@Command(
        name = "drain",
        description = "Takes all work off TaskManagers, so that they can be stopped.",
        footer = {
            "%nWaits until nothing runs on them any more, unless --no-wait. They are not stopped: to"
                    + " drain and stop one, send SIGTERM to its agent.",
            "%nExit codes: 0 drained (or cancelled, or accepted with --no-wait), 1 failed, 2 wrong"
                    + " usage, 3 JobManager not reachable, 4 no such TaskManager."
        })
final class DrainCommand implements Callable<Integer> {
    private static final Duration LONG_POLL = Duration.ofSeconds(10);

    private final Map<String, String> environment;

    @Spec private CommandSpec spec;
    @Mixin private JobManagerOptions jobManager;

    @Parameters(paramLabel = "ID", arity = "1..*", description = "TaskManagers, by instance id.")
    private LinkedHashSet<String> ids;

    @Option(
            names = "--reason",
            paramLabel = "KIND",
            defaultValue = "SHUTDOWN",
            description = "Why: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private NoticeKind reason;

    @Option(
            names = "--time-left",
            paramLabel = "DURATION",
            converter = PositiveDuration.class,
            description = "When they will be gone, such as 2min; without it, no deadline.")
    private Duration timeLeft;

    @Option(
            names = "--wait",
            negatable = true,
            defaultValue = "true",
            fallbackValue = "true",
            description = "Wait for the end (default), or only ask for it.")
    private boolean wait;

    @Option(names = "--cancel", description = "Take drains back instead.")
    private boolean cancel;

    @Option(names = "--json", description = "Print the drains as JSON at the end, nothing else.")
    private boolean json;

    DrainCommand(Map<String, String> environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() throws Exception {
        JobManagerClient client = jobManager.client(environment);
        List<DrainView> drains = cancel ? cancel(client) : drain(client);
        if (json) {
            spec.commandLine().getOut().println(JsonOutput.of(new DrainsView(drains)));
        }
        DrainState wanted = cancel ? DrainState.CANCELLED : DrainState.DRAINED;
        boolean reached = drains.stream().allMatch(d -> d.state() == wanted);
        return reached || (!cancel && !wait) ? ExitCode.OK : ExitCode.FAILED;
    }

    private List<DrainView> cancel(JobManagerClient client) throws JobManagerException {
        List<DrainView> drains = new ArrayList<>();
        for (String id : ids) {
            DrainView drain = client.cancelDrain(id);
            tell(drain);
            drains.add(drain);
        }
        return drains;
    }

    private List<DrainView> drain(JobManagerClient client) throws JobManagerException {
        List<DrainView> drains = new ArrayList<>();
        for (DrainView drain : client.drain(request(List.copyOf(ids)))) {
            tell(drain);
            drains.add(wait ? follow(client, drain) : drain);
        }
        return drains;
    }

    private DrainView follow(JobManagerClient client, DrainView first) throws JobManagerException {
        DrainView drain = first;
        while (!drain.state().isFinal()) {
            DrainView next;
            try {
                next = client.drain(drain.taskManager(), drain.state(), LONG_POLL);
            } catch (JobManagerException e) {
                if (e.kind() != Kind.NOT_FOUND) {
                    throw e;
                }
                // A JobManager that took over has forgotten the drain.
                next = client.drain(request(List.of(drain.taskManager()))).get(0);
            }
            if (next.state() != drain.state()) {
                tell(next);
            }
            drain = next;
        }
        return drain;
    }

    private DrainRequest request(List<String> taskManagers) {
        return new DrainRequest(
                taskManagers, reason.name(), timeLeft == null ? null : timeLeft.toMillis());
    }

    private void tell(DrainView drain) {
        if (!json) {
            PrintWriter out = spec.commandLine().getOut();
            out.printf(
                    "%s: %s after %d ms%s%n",
                    drain.taskManager(),
                    drain.state(),
                    drain.elapsedMs(),
                    drain.checkpointId() == null ? "" : ", checkpoint " + drain.checkpointId());
            out.flush();
        }
    }

    /** Reads durations as {@code config.yaml} has them. */
    static final class PositiveDuration implements ITypeConverter<Duration> {
        @Override
        public Duration convert(String value) {
            try {
                Duration duration =
                        Configuration.fromMap(Map.of("d", value))
                                .get(ConfigOptions.key("d").durationType().noDefaultValue());
                if (!duration.isZero() && !duration.isNegative()) {
                    return duration;
                }
            } catch (IllegalArgumentException e) {
                // Told below.
            }
            throw new TypeConversionException(
                    "\"%s\" is not a duration above zero, such as \"2 min\"".formatted(value));
        }
    }
}
