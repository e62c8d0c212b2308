package io.spillway.gcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.gcp.diagnosis.GcpChecks;
import io.spillway.gcp.testing.LocalProject;
import io.spillway.gcp.testing.Machine;
import io.spillway.localcloud.gcp.autoscaling.Autoscaler;
import io.spillway.localcloud.gcp.autoscaling.AutoscalingPolicy;
import io.spillway.localcloud.gcp.compute.GroupSpec;
import io.spillway.localcloud.objectstore.Fault;
import io.spillway.spi.cloud.MetricTarget;
import io.spillway.spi.diagnosis.Check;
import io.spillway.spi.diagnosis.DiagnosisSubject;
import io.spillway.spi.diagnosis.DiagnosisSubject.Role;
import io.spillway.spi.diagnosis.DiagnosisSubject.Timing;
import io.spillway.spi.diagnosis.Finding;
import io.spillway.spi.diagnosis.Finding.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GcpChecksTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    @TempDir Path directory;

    private LocalProject project;
    private Machine machine;
    private Autoscaler autoscaler;

    @BeforeEach
    void start() throws Exception {
        project = new LocalProject(directory);
        machine = new Machine(true, true);
        autoscaler =
                project.gcp.autoscale(
                        project.gcp.createGroup(
                                GroupSpec.zonal(
                                        "workers", "europe-west1-b", 2, LocalProject.TEMPLATE)),
                        AutoscalingPolicy.work(1, 9, "custom.googleapis.com/spillway/x", "", 2)
                                .with(AutoscalingPolicy.Mode.ONLY_SCALE_OUT));
    }

    @AfterEach
    void stop() {
        machine.close();
        project.close();
    }

    private Map<String, Finding> look(boolean write, Role... roles) throws Exception {
        Map<String, String> settings = project.settings("location", "europe-west1-b");
        DiagnosisSubject subject =
                new DiagnosisSubject(
                        settings,
                        Set.of(roles),
                        Optional.of("workers"),
                        Optional.empty(),
                        Set.of(),
                        new Timing(Duration.ofMinutes(5), Duration.ofSeconds(10), Optional::empty),
                        write);
        GcpSettings own = GcpSettings.of(settings);
        Placement place = Placement.of(own);
        Map<String, Finding> found = new LinkedHashMap<>();
        for (Check each :
                GcpChecks.of(
                        subject,
                        machine.metadata(),
                        () ->
                                GcpInstanceGroupProvider.open(
                                        "workers", own, place, project.credentials()),
                        () ->
                                GcpMetricSinkProvider.open(
                                        new MetricTarget("workers", "doctor"),
                                        own,
                                        place,
                                        project.credentials(),
                                        Duration.ZERO))) {
            found.put(each.name(), each.run(TIMEOUT));
        }
        return found;
    }

    @Test
    void allIsWellOnAJobManagersMachine() throws Exception {
        Map<String, Finding> found = look(true, Role.JOBMANAGER);
        assertThat(found.values())
                .filteredOn(each -> each.level() != Level.SKIPPED)
                .extracting(Finding::level)
                .containsOnly(Level.OK);
        assertThat(found.get("Metadata server").found()).contains("workers-x4kd", "preempted");
        assertThat(found.get("Group").found())
                .contains("workers in zone europe-west1-b", "1 to 9 allowed");
        assertThat(found.get("Scale-in").found()).contains("only scales out");
        assertThat(project.gcp.metrics().ids())
                .singleElement()
                .satisfies(each -> assertThat(each.metric()).endsWith("/doctor_probe"));
    }

    @Test
    void aTaskManagersMachineAsksNothingOfItsGroup() throws Exception {
        Map<String, Finding> found = look(true, Role.TASKMANAGER);
        assertThat(found.get("VM's group").found()).isEqualTo("workers in region europe-west1");
        assertThat(found.get("Group").level()).isEqualTo(Level.SKIPPED);
        assertThat(found.get("Metrics").level()).isEqualTo(Level.SKIPPED);
        assertThat(project.gcp.computeApi().requests()).isEmpty();
    }

    @Test
    void anAutoscalerThatPicksVmsItselfIsAWarning() throws Exception {
        autoscaler.setMode(AutoscalingPolicy.Mode.ON);
        Finding found = look(false, Role.JOBMANAGER).get("Scale-in");
        assertThat(found.level()).isEqualTo(Level.WARNING);
        assertThat(found.fix().orElseThrow()).contains("ONLY_SCALE_OUT");
    }

    @Test
    void missingPermissionsAreNamed() throws Exception {
        project.gcp.accounts().allowOnly(LocalProject.ACCOUNT);
        Map<String, Finding> found = look(true, Role.JOBMANAGER);
        assertThat(found.get("Group").fix().orElseThrow())
                .contains("compute.instanceGroupManagers.get");
        assertThat(found.get("Metrics").fix().orElseThrow())
                .contains("roles/monitoring.metricWriter");
        assertThat(found.get("Scale-in").level()).isEqualTo(Level.SKIPPED);
    }

    @Test
    void aMetadataServerThatRefusesIsAFailure() throws Exception {
        machine.server.fail(each -> each.path().endsWith("instance/id"), refusal(), 1);
        assertThat(look(false, Role.JOBMANAGER).get("Metadata server").level())
                .isEqualTo(Level.FAILURE);
    }

    private static Fault refusal() {
        return new Fault.Answer(403, "Forbidden");
    }
}
