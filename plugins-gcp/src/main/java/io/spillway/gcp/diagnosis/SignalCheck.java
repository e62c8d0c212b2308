package io.spillway.gcp.diagnosis;

import io.spillway.cloud.diagnosis.Look;
import io.spillway.gcp.client.DeniedException;
import io.spillway.spi.cloud.MetricSink;
import io.spillway.spi.cloud.ScalingMetric;
import io.spillway.spi.diagnosis.Check;
import io.spillway.spi.diagnosis.Finding;
import java.util.List;
import java.util.concurrent.Callable;

/** Whether the scaling signal can be written: by a value that no autoscaler follows. */
final class SignalCheck {
    private static final String NAME = "Metrics";

    private SignalCheck() {}

    /**
     * @param write whether that value may stay behind
     * @param open makes the way to Cloud Monitoring
     */
    static Check of(boolean write, Callable<MetricSink> open) {
        if (!write) {
            return Look.skipped(
                    NAME,
                    "there is no way to try it that leaves nothing behind; --write tries it by one value of a metric of its own, doctor_probe");
        }
        return new Look(
                NAME,
                timeout -> {
                    try (MetricSink sink = open.call()) {
                        sink.publish(
                                List.of(
                                        new ScalingMetric(
                                                "DoctorProbe", 1, ScalingMetric.Unit.COUNT)),
                                timeout);
                        return Finding.ok("written to Cloud Monitoring");
                    } catch (DeniedException e) {
                        return GroupChecks.denied(e);
                    }
                });
    }
}
