package io.spillway.terraform.gcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.spillway.terraform.Ran;
import io.spillway.terraform.Terraform;
import io.spillway.terraform.schema.ProviderSchema;
import io.spillway.terraform.schema.SchemaProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every plan that the module's own tests make, which say what is in each; here what is in all. */
class PlannedFleetIT {
    private static final String DEFAULTS = "defaults";

    @TempDir private static Path directory;
    private static Plans plans;

    @BeforeAll
    static void plan() throws IOException {
        try (SchemaProvider provider = SchemaProvider.start(ProviderSchema.google())) {
            plans = Plans.of(Terraform.in(directory.resolve("copy"), "gcp", provider).init());
        }
    }

    @Test
    void nothingIsOpen() {
        assertThat(plans.resources()).hasSizeGreaterThan(10);
        plans.resources()
                .forEach(
                        (run, resources) -> {
                            assertThat(resources).as(run).hasSizeGreaterThan(25);
                            assertThat(SecurityScan.findings(resources)).as(run).isEmpty();
                        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"jobmanager", "taskmanagers"})
    void rolesGrantWhatIsNeededAndNoMore(String kind) {
        assertThat(Permissions.granted(plans.resources().get(DEFAULTS), kind))
                .isEqualTo(Permissions.needed(kind));
    }

    @Test
    void theGuideHasAReasonForEachPermission() throws Exception {
        String explained = Permissions.explained();
        for (List<JsonNode> resources : plans.resources().values()) {
            for (String kind : List.of("jobmanager", "taskmanagers")) {
                assertThat(Permissions.granted(resources, kind))
                        .isNotEmpty()
                        .allMatch(permission -> explained.contains("`" + permission + "`"));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"jobmanager", "taskmanagers"})
    void theStartUpScriptIsCleanShell(String kind) throws Exception {
        assumeTrue(Terraform.onPath("shellcheck").isPresent(), "no shellcheck on the PATH");
        Path file = directory.resolve(kind + ".sh");
        Files.writeString(file, plans.startupScript(DEFAULTS, kind));
        Ran.command(directory, Map.of(), "shellcheck", file.toString()).succeeded();
    }
}
