package io.spillway.terraform.gcp;

import static java.util.Locale.ROOT;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.spillway.localcloud.gcp.compute.VmInstance;
import io.spillway.terraform.Ran;
import io.spillway.terraform.Terraform;
import io.spillway.terraform.schema.ProviderSchema;
import io.spillway.terraform.schema.SchemaProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
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

    /** By the names that all clouds have, in Google's spelling, as the plugin writes them. */
    @Test
    void theMetricsAreThoseThatTheJobManagerWrites() throws Exception {
        List<String> written =
                matches(
                                "(?m)^[|] `[A-Z][A-Za-z]+`",
                                Files.readString(Path.of("../docs/reference/metrics.md")))
                        .stream()
                        .map(row -> row.replaceAll("[| `]", ""))
                        .map(name -> name.replaceAll("(?<=[a-z])(?=[A-Z])", "_"))
                        .map(name -> "custom.googleapis.com/spillway/" + name.toLowerCase(ROOT))
                        .toList();
        String dashboard =
                plans.values(DEFAULTS, "google_monitoring_dashboard.fleet[0]")
                        .get("dashboard_json")
                        .asText();
        assertThat(matches("custom[.]googleapis[.]com/[a-z_/]+", dashboard))
                .hasSize(5)
                .isSubsetOf(written);
        assertThat(
                        plans.values(DEFAULTS, "google_compute_region_autoscaler.taskmanagers[0]")
                                .at("/autoscaling_policy/0/metric/0/name")
                                .asText())
                .isEqualTo("custom.googleapis.com/spillway/required_slots")
                .isIn(written);
    }

    /** One that isn't there keeps the process from starting. */
    @ParameterizedTest
    @ValueSource(strings = {"jobmanager", "taskmanagers"})
    void everyKeyOfOursExists(String kind) throws Exception {
        assumeTrue(
                Files.isDirectory(Path.of("../plugins-gcp")),
                "the plugin for Google Cloud isn't there, nor are its settings");
        String reference = Files.readString(Path.of("../docs/reference/configuration.md"));
        assertThat(matches("(?m)^spillway[.][a-z.-]+(?=: )", plans.startupScript(DEFAULTS, kind)))
                .hasSizeGreaterThan(2)
                .allMatch(key -> reference.contains("| `" + key + "` |"));
    }

    /**
     * The local cloud takes over what the plan says: groups, scripts, autoscaler, roles, health.
     */
    @Test
    void vmsBootFromItAndScaleAndDrain() throws Exception {
        Path home = Path.of(System.getProperty("spillway.home"));
        assumeTrue(Files.isDirectory(home), home + " isn't there: it comes with dist");
        try (BootedPlan fleet = new BootedPlan(plans, DEFAULTS, directory, home)) {
            fleet.limit(2);
            fleet.awaitJobOn(2);

            List<String> leaving = new ArrayList<>(fleet.taskManagers());
            fleet.shrinkTo(1);
            fleet.awaitJobOn(1);
            leaving.removeAll(fleet.taskManagers());
            VmInstance left = fleet.machine(leaving.get(0));
            assertThat(fleet.awaitEnd(left)).contains("SHUTDOWN by signal", "drained in");
            assertThat(left.wasCut()).isFalse();
            assertThat(fleet.refusedCalls()).isEmpty();
        }
    }

    private static Set<String> matches(String pattern, String text) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .map(MatchResult::group)
                .collect(toSet());
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
