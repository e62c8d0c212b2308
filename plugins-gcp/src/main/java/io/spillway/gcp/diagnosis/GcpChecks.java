package io.spillway.gcp.diagnosis;

import io.spillway.cloud.diagnosis.Look;
import io.spillway.gcp.metadata.InstanceMetadata;
import io.spillway.spi.cloud.InstanceGroup;
import io.spillway.spi.cloud.MetricSink;
import io.spillway.spi.diagnosis.Check;
import io.spillway.spi.diagnosis.DiagnosisSubject;
import io.spillway.spi.diagnosis.DiagnosisSubject.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/** All checks of Google Cloud. */
public final class GcpChecks {

    private GcpChecks() {}

    /**
     * Those for a subject; asks nothing yet.
     *
     * @param group makes the way to the TaskManagers' group, where the subject names one
     * @param sink makes the way to Cloud Monitoring
     */
    public static List<Check> of(
            DiagnosisSubject subject,
            InstanceMetadata metadata,
            Callable<InstanceGroup> group,
            Callable<MetricSink> sink) {
        // A TaskManager's VM asks nothing of its group, and may not.
        boolean ofJobManager = subject.roles().contains(Role.JOBMANAGER) || !subject.onMachine();
        List<Check> checks = new ArrayList<>();
        checks.addAll(
                when(
                        subject.onMachine(),
                        new MachineChecks(metadata, subject.roles().contains(Role.TASKMANAGER))
                                .all(),
                        "only on a VM"));
        checks.addAll(
                when(
                        ofJobManager && subject.group().isPresent(),
                        new GroupChecks(group).all(),
                        ofJobManager
                                ? "name the group with --group, or in spillway.metric-sink.group"
                                : "only on the JobManager's machine, or from outside with --group"));
        checks.addAll(
                when(
                        ofJobManager && subject.group().isPresent(),
                        List.of(SignalCheck.of(subject.write(), sink)),
                        "only on the JobManager's machine, where a group is named"));
        return checks;
    }

    private static List<Check> when(boolean sensible, List<Check> checks, String why) {
        return sensible
                ? checks
                : checks.stream().<Check>map(each -> Look.skipped(each.name(), why)).toList();
    }
}
