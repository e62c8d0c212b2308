package io.spillway.terraform.gcp;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.spillway.terraform.Terraform;
import io.spillway.terraform.schema.ProviderSchema;
import io.spillway.terraform.schema.SchemaProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That the rules see what they are for: each is broken in a copy of the module. */
class SecurityScanIT {
    private record Flaw(String file, String right, String wrong, String found) {}

    private static final List<Flaw> FLAWS =
            List.of(
                    new Flaw(
                            "network.tf",
                            "[\"35.191.0.0/16\", \"130.211.0.0/22\"]",
                            "[\"0.0.0.0/0\"]",
                            "google_compute_firewall.google[\"jobmanager-health\"] lets in others than service accounts and Google"),
                    new Flaw(
                            "machines.tf",
                            "    nic_type   = \"GVNIC\"\n",
                            "    nic_type   = \"GVNIC\"\n    access_config {}\n",
                            "google_compute_region_instance_template.vm[\"taskmanagers\"] has a public address"),
                    new Flaw(
                            "machines.tf",
                            "enable_secure_boot          = true",
                            "enable_secure_boot          = false",
                            "google_compute_region_instance_template.vm[\"jobmanager\"] isn't shielded"),
                    new Flaw(
                            "machines.tf",
                            "block-project-ssh-keys = \"TRUE\"",
                            "block-project-ssh-keys = \"FALSE\"",
                            "google_compute_region_instance_template.vm[\"jobmanager\"] has keys for SSH, or takes those of the project"),
                    new Flaw(
                            "storage.tf",
                            "\"enforced\"",
                            "\"inherited\"",
                            "google_storage_bucket.state[0] leaves a way to the public"),
                    new Flaw(
                            "identity.tf",
                            "\"monitoring.timeSeries.create\"",
                            "\"monitoring.*\"",
                            "google_project_iam_custom_role.vm[\"jobmanager\"] may set policies, act as others, or has a permission by pattern"),
                    new Flaw(
                            "identity.tf",
                            "  role     = google_project_iam_custom_role.vm[each.key].id",
                            "  role     = \"roles/editor\"",
                            "google_project_iam_member.vm[\"jobmanager\"] gives roles/editor"),
                    new Flaw(
                            "identity.tf",
                            "  member   = local.members[each.value.kind]",
                            "  member   = \"allUsers\"",
                            "google_storage_bucket_iam_member.artifacts[\"jobmanager-artifacts-0\"] is for everybody"));

    @TempDir private Path directory;

    @Test
    void whatIsOpenIsFound() throws Exception {
        try (SchemaProvider provider = SchemaProvider.start(ProviderSchema.google())) {
            Terraform terraform = Terraform.in(directory, "gcp", provider).init();
            for (Flaw flaw : FLAWS) {
                breakIt(terraform.directory().resolve(flaw.file), flaw);
            }
            // The module's own tests would find some of it, too.
            Files.writeString(
                    terraform.directory().resolve("tests/defaults.tftest.hcl"),
                    Files.readString(terraform.directory().resolve("tests/defaults.tftest.hcl"))
                            .replaceAll("(?s)  assert \\{.*?\\n  \\}\\n", ""));

            Plans plans = Plans.of(terraform, "-filter=tests/defaults.tftest.hcl");

            assertThat(SecurityScan.findings(plans.resources().get("defaults")))
                    .containsAll(FLAWS.stream().map(Flaw::found).toList());
        }
    }

    private static void breakIt(Path file, Flaw flaw) throws IOException {
        String text = Files.readString(file);
        assertThat(text).contains(flaw.right);
        Files.writeString(file, text.replace(flaw.right, flaw.wrong));
    }

    /** Values of a kind that no flaw above has. */
    @Test
    void aRuleForAllPortsIsFound() {
        JsonNode rule =
                new ObjectMapper()
                        .valueToTree(
                                Map.of(
                                        "type",
                                        "google_compute_firewall",
                                        "address",
                                        "google_compute_firewall.x",
                                        "change",
                                        Map.of(
                                                "after",
                                                Map.of(
                                                        "allow",
                                                        List.of(
                                                                Map.of(
                                                                        "protocol",
                                                                        "tcp",
                                                                        "ports",
                                                                        List.of())),
                                                        "source_tags",
                                                        List.of("web")))));
        assertThat(SecurityScan.findings(List.of(rule)))
                .contains(
                        "google_compute_firewall.x lets in to all ports",
                        "google_compute_firewall.x lets in by network tags, or to all VMs");
    }
}
