package io.spillway.cli;

import io.spillway.agent.ExitCode;
import io.spillway.cli.DrainCommand.PositiveDuration;
import io.spillway.doctor.Doctor;
import io.spillway.doctor.Examination;
import io.spillway.doctor.Examined;
import io.spillway.doctor.Place;
import io.spillway.doctor.configuration.CloudChoice;
import io.spillway.doctor.configuration.Settings;
import io.spillway.installation.Installation;
import io.spillway.installation.LocalProcesses;
import io.spillway.plugins.PluginException;
import io.spillway.plugins.Plugins;
import io.spillway.settings.ConfigurationFile;
import io.spillway.spi.diagnosis.CloudDiagnosis;
import io.spillway.spi.diagnosis.DiagnosisSubject.Role;
import io.spillway.spi.diagnosis.Finding.Level;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code spillway doctor}. */
@Command(
        name = "doctor",
        description =
                "Looks at all that may be wrong with this machine and its cluster, and says what to do.",
        footer = {
            "%nOn one of the fleet's machines it looks at everything; run it as the user that Spillway"
                    + " runs as. Elsewhere, --jobmanager and --group say what to look at, with the"
                    + " credentials that the cloud's own tools would use here (such as AWS_PROFILE).",
            "%nExit codes: 0 all is well, warnings allowed; 1 something fails; 2 wrong usage."
        })
final class DoctorCommand implements Callable<Integer> {
    private final Map<String, String> environment;

    @Spec private CommandSpec spec;
    @Mixin private JobManagerOptions jobManager;

    @Option(
            names = "--group",
            paramLabel = "NAME",
            description =
                    "The TaskManagers' group (default: the machine's own, or spillway.metric-sink.group).")
    private String group;

    /** What the machine is there for. */
    enum Where {
        JOBMANAGER,
        TASKMANAGER,
        OUTSIDE
    }

    @Option(
            names = "--role",
            paramLabel = "ROLE",
            description =
                    "What the machine is there for: jobmanager, taskmanager, or outside for none of the fleet's (default: what it looks like).")
    private Where role;

    @Option(
            names = "--timeout",
            paramLabel = "DURATION",
            defaultValue = "15s",
            converter = PositiveDuration.class,
            description = "How long each check may take (default: ${DEFAULT-VALUE}).")
    private Duration timeout;

    @Option(
            names = "--write",
            description =
                    "Also try what leaves something harmless behind: one value of a metric of its own.")
    private boolean write;

    @Option(names = "--json", description = "Print the results as JSON.")
    private boolean json;

    @Option(
            names = "--width",
            paramLabel = "COLUMNS",
            description = "How wide lines may be, from 60 (default: the terminal's, or 80).")
    private Integer width;

    DoctorCommand(Map<String, String> environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() throws Exception {
        Columns columns = Columns.of(width, environment, spec.commandLine());
        if (group != null && group.isBlank()) {
            throw new ParameterException(
                    spec.commandLine(), "--group: is empty; name the TaskManagers' group");
        }
        // A wrong -D is wrong usage, unlike a wrong file.
        jobManager.overrides();
        Installation installation = Installation.of(environment);
        Settings settings =
                Settings.read(
                        () -> jobManager.configuration(environment), jobManager.url(), environment);
        boolean fromOutside = group != null || jobManager.url().isPresent();
        CloudChoice cloud =
                CloudChoice.of(
                        settings.agent().cloud(),
                        diagnoses(settings.file()),
                        group != null,
                        settings.agent().cloudDetectionTimeout());
        Place place = place(installation, fromOutside, cloud.here());
        Examination examination =
                new Examination(
                        installation,
                        settings,
                        cloud,
                        place,
                        Optional.ofNullable(group),
                        () -> jobManager.client(environment),
                        write);
        ExecutorService pool =
                Executors.newCachedThreadPool(
                        task -> {
                            Thread thread = new Thread(task, "spillway-check");
                            thread.setDaemon(true);
                            return thread;
                        });
        List<Examined> results;
        try {
            results = new Doctor(pool, timeout).examine(examination.sections());
        } catch (InterruptedException e) {
            return ExitCode.INTERRUPTED;
        } finally {
            pool.shutdownNow();
        }
        print(results, place, columns);
        return results.stream().anyMatch(each -> each.finding().level() == Level.FAILURE)
                ? ExitCode.FAILED
                : ExitCode.OK;
    }

    private void print(List<Examined> results, Place place, Columns columns) throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(JsonOutput.of(DoctorReport.of(place, results)));
        } else {
            // bin/spillway tells a width on a terminal alone; a newer JDK has a console without
            // one.
            boolean colours = environment.containsKey("COLUMNS") && Ansi.AUTO.enabled();
            new DoctorTable(columns.width(), colours).lines(place, results).forEach(out::println);
        }
    }

    private Place place(Installation installation, boolean fromOutside, boolean inCloud) {
        if (role == null) {
            return Place.find(
                    installation, new LocalProcesses(installation.home()), fromOutside, inCloud);
        }
        return switch (role) {
            case JOBMANAGER -> Place.of(Role.JOBMANAGER);
            case TASKMANAGER -> Place.of(Role.TASKMANAGER);
            case OUTSIDE -> Place.ELSEWHERE;
        };
    }

    /** One that can't be loaded is told by the check of the plugins. */
    private static List<CloudDiagnosis> diagnoses(ConfigurationFile file) {
        try {
            return Plugins.in(file.configuration()).all(CloudDiagnosis.class);
        } catch (PluginException e) {
            return List.of();
        }
    }
}
