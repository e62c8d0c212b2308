package io.spillway.simulator.run;

import io.spillway.localcloud.autoscaling.AutoscalerSettings;
import io.spillway.localcloud.autoscaling.HorizontalPodAutoscaler;
import io.spillway.localcloud.autoscaling.policy.Bounds;
import io.spillway.localcloud.autoscaling.policy.InstanceGroupAutoscaler;
import io.spillway.localcloud.autoscaling.policy.InstanceGroupAutoscaler.MetricKind;
import io.spillway.localcloud.autoscaling.policy.Reading;
import io.spillway.localcloud.autoscaling.policy.ScalingPolicy;
import io.spillway.localcloud.autoscaling.policy.TargetTracking;
import io.spillway.scaling.model.Decision;
import io.spillway.simulator.fleet.SimulatedFleet;
import java.time.Clock;
import java.time.Duration;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A policy of a cloud and the metric that it reads. */
public enum Rule {
    /** Amazon EC2 Auto Scaling reads Spillway's RequiredCapacityPercent at high resolution. */
    TARGET_TRACKING("target-tracking", "Spillway's signal, EC2 target tracking at 100", true),
    /** A managed instance group reads Spillway's required slots. */
    MIG("mig", "Spillway's signal, managed instance group by slots", true),
    /** Kubernetes reads Spillway's required TaskManagers. */
    HPA("hpa", "Spillway's signal, Kubernetes HPA", true),
    /** Amazon EC2 Auto Scaling reads busy time. */
    TARGET_TRACKING_CPU("target-tracking-cpu", "busy time, EC2 target tracking at 80 %", false),
    /** A managed instance group reads busy time. */
    MIG_CPU("mig-cpu", "busy time, managed instance group at 80 %", false),
    /** The rule of Flink's demo of Reactive Mode: 35 % CPU. */
    HPA_CPU("hpa-cpu", "busy time, Kubernetes HPA at 35 %", false);

    private static final double BUSY_TARGET = 0.8;
    private static final double DEMO_TARGET = 0.35;

    private final String text;
    private final String description;
    private final boolean readsSignal;

    Rule(String text, String description, boolean readsSignal) {
        this.text = text;
        this.description = description;
        this.readsSignal = readsSignal;
    }

    /** As the command line has it. */
    public String text() {
        return text;
    }

    /** For people. */
    public String description() {
        return description;
    }

    /** Whether it reads Spillway's signal, and not busy time. */
    public boolean readsSignal() {
        return readsSignal;
    }

    /** All names. */
    public static String names() {
        return Stream.of(values()).map(Rule::text).collect(Collectors.joining(", "));
    }

    ScalingPolicy policy(int most, int slotsPerMachine) {
        Bounds bounds = new Bounds(1, most);
        Duration fast = Duration.ofSeconds(10);
        return switch (this) {
            case TARGET_TRACKING ->
                    new TargetTracking(new TargetTracking.Settings(100, fast, 0.9), bounds);
            case TARGET_TRACKING_CPU ->
                    new TargetTracking(TargetTracking.Settings.defaults(BUSY_TARGET), bounds);
            case MIG ->
                    new InstanceGroupAutoscaler(
                            InstanceGroupAutoscaler.Settings.defaults(
                                    MetricKind.SINGLE_INSTANCE_ASSIGNMENT, slotsPerMachine),
                            bounds);
            case MIG_CPU ->
                    new InstanceGroupAutoscaler(
                            InstanceGroupAutoscaler.Settings.defaults(
                                    MetricKind.UTILIZATION, BUSY_TARGET),
                            bounds);
            case HPA -> hpa(1, most);
            case HPA_CPU -> hpa(DEMO_TARGET, most);
        };
    }

    private static ScalingPolicy hpa(double target, int most) {
        return new HorizontalPodAutoscaler(
                AutoscalerSettings.kubernetesDefaults(target), 1, most, Clock.systemUTC());
    }

    /** The value that is published for it with a decision. */
    OptionalDouble metric(Decision decision) {
        return switch (this) {
            case TARGET_TRACKING -> decision.requiredCapacityPercent();
            case HPA -> number(decision.requiredTaskManagers());
            case MIG -> number(decision.requiredSlots());
            default -> throw new IllegalStateException(this + " doesn't read the signal");
        };
    }

    private static OptionalDouble number(OptionalInt value) {
        return value.isEmpty() ? OptionalDouble.empty() : OptionalDouble.of(value.getAsInt());
    }

    /**
     * What the policy is told: Kubernetes divides an external metric by the pods that there are
     * when it asks ({@code AverageValue}), the others take the mean of what was published.
     */
    Reading reading(Duration at, SimulatedFleet fleet, OptionalDouble mean, OptionalDouble last) {
        return switch (this) {
            case HPA ->
                    new Reading(
                            at,
                            fleet.desired(),
                            fleet.joined(),
                            last.isEmpty() || fleet.joined() == 0
                                    ? OptionalDouble.empty()
                                    : OptionalDouble.of(last.getAsDouble() / fleet.joined()));
            case TARGET_TRACKING, TARGET_TRACKING_CPU ->
                    new Reading(at, fleet.desired(), fleet.inService(), mean);
            default -> new Reading(at, fleet.desired(), fleet.joined(), mean);
        };
    }
}
