package io.spillway.terraform.gcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.terraform.Refusals;
import io.spillway.terraform.Terraform;
import io.spillway.terraform.schema.ProviderSchema;
import io.spillway.terraform.schema.SchemaProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The module as Terraform sees it without Google: validated and planned by Terraform itself, by the
 * provider's schema.
 */
class ModuleIT {
    private static SchemaProvider provider;

    @TempDir private Path directory;

    @BeforeAll
    static void start() throws IOException {
        provider = SchemaProvider.start(ProviderSchema.google());
    }

    @AfterAll
    static void stop() {
        provider.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"gcp", "examples/gcp-minimal", "examples/gcp-production"})
    void itIsValid(String root) throws Exception {
        Terraform.in(directory, root, provider).init().run("validate").succeeded();
    }

    /** As for an empty project, where no resource is there and none of its values is known. */
    @ParameterizedTest
    @ValueSource(strings = {"gcp-minimal", "gcp-production"})
    void examplesCanBePlanned(String example) throws Exception {
        Terraform terraform = Terraform.in(directory, "examples/" + example, provider);
        Files.copy(
                Path.of("src/test/terraform/plans", example + ".tftest.hcl"),
                Files.createDirectories(terraform.directory().resolve("tests"))
                        .resolve("plan.tftest.hcl"));
        Files.writeString(terraform.directory().resolve("job.jar"), "a job");
        assertThat(terraform.init().run("test").succeeded().output())
                .contains("1 passed, 0 failed");
    }

    @Test
    void whatItRefusesIsSaid() throws Exception {
        Refusals.assertSaid(Terraform.in(directory, "gcp", provider).init(), "gcp");
    }

    /** Each time by Terraform, which names the place. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "resource \"google_storage_buckets\" \"x\" {}",
                "resource \"google_storage_bucket\" \"x\" {\n  name = \"a\"\n  location = \"EU\"\n  versionning {\n    enabled = true\n  }\n}",
                "resource \"google_storage_bucket\" \"x\" {\n  name = \"a\"\n}",
                "resource \"google_storage_bucket\" \"x\" {\n  name = [\"a\"]\n  location = \"EU\"\n}",
                "output \"x\" {\n  value = google_service_account.vm[\"jobmanager\"].mail\n}",
            })
    void whatIsWrongFails(String wrong) throws Exception {
        Terraform terraform = Terraform.in(directory, "gcp", provider);
        Files.writeString(terraform.directory().resolve("wrong.tf"), wrong);
        assertThat(terraform.init().run("validate").exitCode()).isOne();
    }
}
