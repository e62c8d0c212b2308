package io.spillway.doctor;

import io.spillway.agent.boot.Machine;
import io.spillway.doctor.cluster.CheckpointsCheck;
import io.spillway.doctor.cluster.Cluster;
import io.spillway.doctor.cluster.DrainTimeCheck;
import io.spillway.doctor.cluster.DrainTimeCheck.Notice;
import io.spillway.doctor.cluster.HighAvailabilityCheck;
import io.spillway.doctor.cluster.JobCheck;
import io.spillway.doctor.cluster.JobManagerCheck;
import io.spillway.doctor.cluster.ScaleInCheck;
import io.spillway.doctor.configuration.CloudCheck;
import io.spillway.doctor.configuration.CloudChoice;
import io.spillway.doctor.configuration.FileCheck;
import io.spillway.doctor.configuration.JobJarCheck;
import io.spillway.doctor.configuration.MetricSinkCheck;
import io.spillway.doctor.configuration.PluginsCheck;
import io.spillway.doctor.configuration.Settings;
import io.spillway.doctor.machine.ClassDataCheck;
import io.spillway.doctor.machine.ClockCheck;
import io.spillway.doctor.machine.FolderCheck;
import io.spillway.doctor.machine.JavaCheck;
import io.spillway.doctor.machine.MemoryCheck;
import io.spillway.doctor.machine.PortsCheck;
import io.spillway.doctor.machine.StopTimeCheck;
import io.spillway.doctor.machine.Systemd;
import io.spillway.installation.Installation;
import io.spillway.installation.LocalProcesses;
import io.spillway.plugins.FileSystems;
import io.spillway.restapi.JobManagerFacts;
import io.spillway.spi.diagnosis.Check;
import io.spillway.spi.diagnosis.CloudDiagnosis;
import io.spillway.spi.diagnosis.DiagnosisSubject;
import io.spillway.spi.diagnosis.DiagnosisSubject.Role;
import io.spillway.spi.diagnosis.DiagnosisSubject.Timing;
import io.spillway.spi.diagnosis.Once;
import java.net.URI;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.runtime.util.EnvironmentInformation;

/**
 * Which checks are made.
 *
 * @param group the TaskManagers' group, where the user names it
 * @param jobManager makes the client; may block
 * @param write whether something harmless may stay behind
 */
public record Examination(
        Installation installation,
        Settings settings,
        CloudChoice cloud,
        Place place,
        Optional<String> group,
        Callable<? extends JobManagerFacts> jobManager,
        boolean write) {
    private static final long LOGS = 1L << 30;
    private static final long TEMPORARY = 2L << 30;

    /** All of them, in the order that they are shown in. Asks nothing yet. */
    public List<Section> sections() {
        Cluster cluster = new Cluster(jobManager, settings.move());
        List<Section> sections = new ArrayList<>();
        sections.add(new Section("Machine", machine()));
        sections.add(new Section("Configuration", configuration()));
        sections.add(new Section("Cluster", cluster(cluster)));
        cloud.diagnosis()
                .ifPresent(
                        each ->
                                sections.add(
                                        new Section(
                                                each.name().toUpperCase(Locale.ROOT),
                                                each.checks(subject(each, cluster)))));
        return sections;
    }

    private List<Check> machine() {
        LocalProcesses processes = new LocalProcesses(installation.home());
        List<Check> checks = new ArrayList<>();
        checks.add(JavaCheck.current());
        checks.add(
                configured(
                        on(
                                Role.TASKMANAGER,
                                new MemoryCheck(
                                        settings.file(),
                                        Set.copyOf(settings.problems()),
                                        Machine.current(),
                                        installation.temporary()))));
        checks.add(
                onMachine(
                        new FolderCheck(
                                "Temporary files",
                                installation.temporary(),
                                TEMPORARY,
                                "TMPDIR (or %s)".formatted(CoreOptions.TMP_DIRS.key()))));
        checks.add(
                onMachine(
                        new FolderCheck(
                                "Log files", installation.logs(), LOGS, "SPILLWAY_LOG_DIR")));
        checks.add(onMachine(new ClassDataCheck(installation)));
        checks.add(
                configured(
                        onMachine(new PortsCheck(settings.effective(), processes, place.roles()))));
        checks.add(
                on(
                        Role.TASKMANAGER,
                        new StopTimeCheck(new Systemd(), settings.agent().gracePeriod())));
        checks.add(new ClockCheck(clocks(), Clock.systemUTC()));
        return checks;
    }

    private List<Check> configuration() {
        List<Check> checks = new ArrayList<>();
        checks.add(new FileCheck(settings));
        checks.add(
                new PluginsCheck(
                        installation.plugins(), settings.file().configuration(), storage()));
        checks.add(new CloudCheck(cloud, place.onMachine(), group.isPresent()));
        checks.add(
                place.guessed()
                        ? new NotLookedAt("Job's jar", NotLookedAt.ONLY_ON_JOBMANAGER)
                        : on(Role.JOBMANAGER, new JobJarCheck(installation.usrlib())));
        checks.add(
                configured(
                        place.guessed()
                                ? new NotLookedAt("Scaling signal", NotLookedAt.ONLY_ON_JOBMANAGER)
                                : on(
                                        Role.JOBMANAGER,
                                        new MetricSinkCheck(settings.sink(), cloud))));
        return checks;
    }

    private List<Check> cluster(Cluster cluster) {
        Configuration effective = settings.effective();
        Once<Void> fileSystems =
                new Once<>(
                        () -> {
                            FileSystems.initialize(effective);
                            return null;
                        });
        List<Check> checks = new ArrayList<>();
        checks.add(
                new JobManagerCheck(
                        cluster,
                        Set.copyOf(settings.problems()),
                        EnvironmentInformation.getVersion()));
        checks.add(new JobCheck(cluster));
        checks.add(new ScaleInCheck(cluster));
        checks.add(
                new DrainTimeCheck(
                        cluster,
                        settings.agent().gracePeriod(),
                        cloud.diagnosis()
                                .flatMap(
                                        each ->
                                                each.shortestNotice()
                                                        .map(
                                                                left ->
                                                                        new Notice(
                                                                                each.name(),
                                                                                left))),
                        settings.agent().drainMargin()));
        checks.add(
                configured(onMachine(new CheckpointsCheck(effective, fileSystems, cloud.here()))));
        checks.add(
                configured(
                        onMachine(
                                new HighAvailabilityCheck(
                                        effective,
                                        fileSystems,
                                        settings.ha().isPresent(),
                                        cloud.here()))));
        return checks;
    }

    private DiagnosisSubject subject(CloudDiagnosis diagnosis, Cluster cluster) {
        return new DiagnosisSubject(
                settings.clouds().of(diagnosis.name()),
                place.guessed() ? Set.of(Role.TASKMANAGER) : place.roles(),
                group.or(
                        () ->
                                place.roles().equals(Set.of(Role.TASKMANAGER)) || place.guessed()
                                        ? Optional.empty()
                                        : settings.sink().group()),
                settings.sink().job(),
                isSomebodyElsesS3() ? Set.of() : storage(),
                new Timing(
                        settings.agent().joinTimeout(),
                        settings.agent().heartbeatInterval(),
                        () -> cluster.drainDuration()),
                write);
    }

    private List<URI> clocks() {
        return cloud.diagnosis()
                .map(each -> each.clocks(settings.clouds().of(each.name())))
                .orElse(List.of());
    }

    private Set<URI> storage() {
        Set<URI> storage = new LinkedHashSet<>();
        String checkpoints =
                settings.file().configuration().get(CheckpointingOptions.CHECKPOINTS_DIRECTORY);
        if (checkpoints != null && !checkpoints.startsWith("/")) {
            try {
                storage.add(URI.create(checkpoints));
            } catch (IllegalArgumentException e) {
                // The check of the directory says so.
            }
        }
        settings.ha().ifPresent(ha -> storage.add(ha.storage()));
        return storage;
    }

    /** Buckets of a store that speaks S3, MinIO say, are none of AWS'. */
    private boolean isSomebodyElsesS3() {
        return settings.file().configuration().keySet().stream()
                .anyMatch(key -> key.matches("(fs\\.)?s3a?\\.endpoint"));
    }

    private Check onMachine(Check check) {
        return place.onMachine()
                ? check
                : new NotLookedAt(check.name(), NotLookedAt.ONLY_ON_A_MACHINE);
    }

    private Check on(Role role, Check check) {
        return place.roles().contains(role)
                ? check
                : new NotLookedAt(
                        check.name(),
                        role == Role.JOBMANAGER
                                ? NotLookedAt.ONLY_ON_JOBMANAGER
                                : NotLookedAt.ONLY_ON_TASKMANAGER);
    }

    private Check configured(Check check) {
        return settings.readable() || check instanceof NotLookedAt
                ? check
                : new NotLookedAt(check.name(), NotLookedAt.NO_CONFIGURATION);
    }
}
