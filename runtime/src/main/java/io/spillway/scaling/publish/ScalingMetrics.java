package io.spillway.scaling.publish;

import io.spillway.scaling.model.Decision;
import io.spillway.spi.cloud.ScalingMetric;
import io.spillway.spi.cloud.ScalingMetric.Unit;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/** The signal as metrics for a cloud's scaling policy. */
public final class ScalingMetrics {

    public static final String REQUIRED_TASK_MANAGERS = "RequiredTaskManagers";
    public static final String REQUIRED_SLOTS = "RequiredSlots";
    public static final String REQUIRED_CAPACITY_PERCENT = "RequiredCapacityPercent";
    public static final String BACKLOG_SECONDS = "BacklogSeconds";
    public static final String UTILIZATION = "Utilization";
    public static final String RESCALE_DOWNTIME = "RescaleDowntimeMs";

    private ScalingMetrics() {}

    /** Those that have a value; none without one. */
    static List<ScalingMetric> of(Signal signal) {
        Decision decision = signal.decision();
        List<ScalingMetric> metrics = new ArrayList<>();
        if (!decision.hasValue()) {
            return metrics;
        }
        decision.requiredTaskManagers()
                .ifPresent(v -> metrics.add(count(REQUIRED_TASK_MANAGERS, v)));
        decision.requiredSlots().ifPresent(v -> metrics.add(count(REQUIRED_SLOTS, v)));
        add(metrics, REQUIRED_CAPACITY_PERCENT, capacityPercent(decision), Unit.PERCENT);
        add(metrics, BACKLOG_SECONDS, decision.backlogSeconds(), Unit.SECONDS);
        OptionalDouble utilization = decision.utilization();
        if (utilization.isPresent()) {
            metrics.add(
                    new ScalingMetric(UTILIZATION, 100 * utilization.getAsDouble(), Unit.PERCENT));
        }
        signal.rescaleDowntimeMs()
                .ifPresent(
                        v ->
                                metrics.add(
                                        new ScalingMetric(RESCALE_DOWNTIME, v, Unit.MILLISECONDS)));
        return metrics;
    }

    /**
     * The required capacity in percent, rounded down to hundredths: a policy that multiplies the
     * machines that there are with it and rounds up would else make 4 of 3.
     */
    public static OptionalDouble capacityPercent(Decision decision) {
        OptionalDouble percent = decision.requiredCapacityPercent();
        return percent.isPresent()
                ? OptionalDouble.of(Math.floor(percent.getAsDouble() * 100) / 100)
                : percent;
    }

    private static ScalingMetric count(String name, int value) {
        return new ScalingMetric(name, value, Unit.COUNT);
    }

    private static void add(
            List<ScalingMetric> metrics, String name, OptionalDouble value, Unit unit) {
        value.ifPresent(v -> metrics.add(new ScalingMetric(name, v, unit)));
    }
}
