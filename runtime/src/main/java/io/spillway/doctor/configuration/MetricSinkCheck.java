package io.spillway.doctor.configuration;

import io.spillway.settings.MetricSinkOptions;
import io.spillway.settings.MetricSinkSettings;
import io.spillway.spi.diagnosis.Check;
import io.spillway.spi.diagnosis.Finding;
import java.time.Duration;

/** Whether a scaling policy gets to know how many machines the job needs. */
public record MetricSinkCheck(MetricSinkSettings sink, CloudChoice cloud) implements Check {

    @Override
    public String name() {
        return "Scaling signal";
    }

    @Override
    public Finding run(Duration timeout) {
        if (!sink.cloud().equals(MetricSinkSettings.NONE)) {
            return Finding.ok(
                    "goes to %s for group %s"
                            .formatted(
                                    cloud.diagnosis().map(each -> each.name()).orElse(sink.cloud()),
                                    sink.group().orElseThrow()));
        }
        return cloud.here()
                ? Finding.warning(
                        "isn't written to %s: no policy can follow the job"
                                .formatted(cloud.diagnosis().orElseThrow().name()),
                        "set %s to the name of the TaskManagers' group"
                                .formatted(MetricSinkOptions.GROUP.key()))
                : Finding.ok("is written to no cloud; GET /fleet and the exporter have it");
    }
}
