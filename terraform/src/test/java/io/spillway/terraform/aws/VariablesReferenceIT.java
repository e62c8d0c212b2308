package io.spillway.terraform.aws;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class VariablesReferenceIT {
    private static final Path PAGE = Path.of("../docs/reference/terraform-aws.md");

    @Test
    void theCommittedPageIsWhatTheModuleSays() throws IOException {
        String page =
                VariablesReference.markdown(
                        Files.readString(Path.of("aws/variables.tf")),
                        Files.readString(Path.of("aws/outputs.tf")));
        if (Boolean.getBoolean("reference.update")) {
            Files.writeString(PAGE, page);
        }
        assertThat(Files.exists(PAGE) ? Files.readString(PAGE) : "")
                .as("%s; its first lines say how to update it", PAGE)
                .isEqualTo(page);
    }
}
