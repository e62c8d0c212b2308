package io.spillway.demo.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ComparisonTest {
    private final Comparison comparison =
            Comparison.ofModes(List.of(run("spillway", 0, 640), run("stock", 3, 1840)));

    @Test
    void theTableHasAColumnForEachMode() {
        assertThat(comparison.names()).containsExactly("spillway", "stock");
        assertThat(comparison.rows())
                .contains(new Comparison.Row("failures", List.of("0", "3")))
                .allSatisfy(row -> assertThat(row.values()).hasSize(2));
    }

    @Test
    void pageAndNumbersAreWritten(@TempDir Path directory) throws Exception {
        List<Path> files = comparison.write(directory.resolve("report"));

        String page = Files.readString(files.get(0));
        assertThat(page)
                .contains("<a href=\"stock/report.html\">", "<th scope=\"row\">failures</th>")
                .doesNotContain("http://", "<script");
        assertThat(page.split("<svg ", -1)).as("a picture a panel and mode").hasSize(1 + 4 * 2);
        JsonNode json = new ObjectMapper().readTree(files.get(1).toFile());
        assertThat(json.path("mode").asText()).isEqualTo("compare");
        assertThat(json.path("runs").path("stock").path("failures").asInt()).isEqualTo(3);
        assertThat(json.path("runs").path("spillway").path("longestGapMs").asDouble())
                .isEqualTo(640);
    }

    private static DemoRecording run(String mode, int failures, double gapMs) {
        return new DemoRecording(
                "title",
                Map.of(),
                0,
                List.of(),
                List.of(),
                new Totals(mode, 100, 0, 0, 7, 1, 1, 4, 4, failures, 900, gapMs, 1, 1, 2));
    }
}
