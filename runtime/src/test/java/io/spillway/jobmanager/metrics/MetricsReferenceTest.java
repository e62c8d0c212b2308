package io.spillway.jobmanager.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class MetricsReferenceTest {

    private static final Path PAGE =
            Path.of("..", "docs", "reference", "metrics.md").toAbsolutePath().normalize();

    @Test
    void theCommittedPageIsWhatTheCodeSays() throws IOException {
        String page = MetricsReference.markdown();
        if (Boolean.getBoolean("reference.update")) {
            Files.writeString(PAGE, page);
        }
        assertThat(Files.exists(PAGE) ? Files.readString(PAGE) : "")
                .as("%s; its first lines say how to update it", PAGE)
                .isEqualTo(page);
    }

    /** Prometheus and Graphite take other characters for separators. */
    @Test
    void namesAreLettersOnlyAndUnique() {
        assertThat(Stream.of(FleetMetric.values()).map(FleetMetric::metricName))
                .allMatch(name -> name.matches("[A-Z][A-Za-z]+"))
                .doesNotHaveDuplicates();
    }
}
