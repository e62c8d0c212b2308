package io.spillway.aws.diagnosis;

import io.spillway.aws.client.DeniedException;
import io.spillway.aws.metrics.CloudWatchSink;
import io.spillway.cloud.diagnosis.Look;
import io.spillway.spi.cloud.CloudException;
import io.spillway.spi.cloud.MetricSink;
import io.spillway.spi.cloud.MetricTarget;
import io.spillway.spi.cloud.ScalingMetric;
import io.spillway.spi.diagnosis.Check;
import io.spillway.spi.diagnosis.DiagnosisSubject;
import io.spillway.spi.diagnosis.DiagnosisSubject.Role;
import io.spillway.spi.diagnosis.Finding;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.regions.Region;

/**
 * Whether the role may do what the plugin does, by calls that change nothing.
 *
 * @param sinkRegion where the JobManager would write metrics to; throws the SDK's exception
 * @param namespace of CloudWatch
 */
record PermissionChecks(
        Surroundings aws, DiagnosisSubject subject, Supplier<Region> sinkRegion, String namespace) {

    /** No group has a hook of that name, so nothing waits for it. */
    private static final String NO_HOOK = "spillway-doctor";

    private static final String ALLOWED = "allowed";
    private static final String ON_TASKMANAGER = "only on a TaskManager's machine";
    private static final String ON_JOBMANAGER = "only on a JobManager's machine";

    List<Check> all() {
        List<Check> checks = new ArrayList<>();
        for (Probe probe : Probe.values()) {
            checks.add(
                    subject.roles().contains(Role.TASKMANAGER)
                            ? new Look(probe.action, timeout -> probe(probe))
                            : Look.skipped(probe.action, ON_TASKMANAGER));
        }
        checks.add(
                subject.roles().contains(Role.JOBMANAGER)
                        ? new Look("PutMetricData", this::metric)
                        : Look.skipped("PutMetricData", ON_JOBMANAGER));
        return checks;
    }

    private enum Probe {
        COMPLETE("CompleteLifecycleAction"),
        HEARTBEAT("RecordLifecycleActionHeartbeat"),
        FIND("DescribeAutoScalingInstances"),
        HEALTH("SetInstanceHealth");

        private final String action;

        Probe(String action) {
            this.action = action;
        }
    }

    private Finding probe(Probe probe) throws Exception {
        Optional<String> group;
        try {
            group = aws.group();
        } catch (CloudException e) {
            group = Optional.empty();
        }
        if (group.isEmpty()) {
            return Finding.skipped("the group isn't known");
        }
        String name = group.get();
        try {
            return switch (probe) {
                case COMPLETE -> {
                    boolean unused = aws.calls().complete(name, NO_HOOK, "CONTINUE");
                    yield Finding.ok(ALLOWED);
                }
                case HEARTBEAT -> {
                    boolean unused = aws.calls().heartbeat(name, NO_HOOK);
                    yield Finding.ok(ALLOWED);
                }
                case FIND -> {
                    Optional<String> unused = aws.calls().group();
                    yield Finding.ok(ALLOWED);
                }
                case HEALTH ->
                        aws.calls().confirmHealth(name)
                                ? Finding.ok(ALLOWED)
                                : Finding.skipped(
                                        "the instance isn't a healthy one of the group now");
            };
        } catch (DeniedException e) {
            return GroupChecks.denied(e);
        } catch (CloudException e) {
            return Finding.failure(
                    e.getMessage(),
                    "look whether the network leads to Auto Scaling: a NAT gateway, or a VPC endpoint for it");
        }
    }

    private Finding metric(Duration timeout) throws CloudException {
        if (subject.group().isEmpty()) {
            return Finding.skipped("spillway.metric-sink.group isn't set: none is written");
        }
        if (!subject.write()) {
            return Finding.skipped("--write tries it, with one value of the metric DoctorProbe");
        }
        Region region;
        try {
            region = sinkRegion.get();
        } catch (SdkClientException e) {
            return Finding.failure(
                    "no region for CloudWatch is known",
                    "set AWS_REGION for the JobManager to the one of the TaskManagers' group");
        }
        MetricTarget target =
                new MetricTarget(subject.group().get(), subject.job().orElse("doctor"));
        try (MetricSink sink = new CloudWatchSink(target, region, namespace, false)) {
            sink.publish(
                    List.of(new ScalingMetric("DoctorProbe", 1, ScalingMetric.Unit.COUNT)),
                    timeout.multipliedBy(3).dividedBy(4));
            return Finding.ok("allowed in namespace %s in %s".formatted(namespace, region));
        } catch (DeniedException e) {
            return GroupChecks.denied(e);
        } catch (CloudException e) {
            return Finding.failure(
                    e.getMessage(),
                    "look whether the network leads to CloudWatch: a NAT gateway, or a VPC endpoint for monitoring");
        }
    }
}
