package io.spillway.terraform;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VariablesReferenceIT {
    @ParameterizedTest
    @CsvSource({"AWS, aws", "Google Cloud, gcp"})
    void theCommittedPageIsWhatTheModuleSays(String cloud, String module) throws IOException {
        Path committed = Path.of("../docs/reference/terraform-%s.md".formatted(module));
        String page =
                VariablesReference.markdown(
                        cloud,
                        module,
                        Files.readString(Path.of(module, "variables.tf")),
                        Files.readString(Path.of(module, "outputs.tf")));
        if (Boolean.getBoolean("reference.update")) {
            Files.writeString(committed, page);
        }
        assertThat(Files.exists(committed) ? Files.readString(committed) : "")
                .as("%s; its first lines say how to update it", committed)
                .isEqualTo(page);
    }
}
