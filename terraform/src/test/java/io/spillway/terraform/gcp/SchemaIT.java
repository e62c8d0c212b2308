package io.spillway.terraform.gcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.terraform.schema.Configuration;
import io.spillway.terraform.schema.ProviderSchema;
import io.spillway.terraform.schema.SchemaCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The module and its examples against the provider's schema, where there is no Terraform, too. */
class SchemaIT {
    private static ProviderSchema google;

    @TempDir private Path directory;

    @BeforeAll
    static void read() throws IOException {
        google = ProviderSchema.google();
    }

    @ParameterizedTest
    @ValueSource(strings = {"gcp", "examples/gcp-minimal", "examples/gcp-production"})
    void theProviderHasAllOfIt(String folder) throws Exception {
        assertThat(SchemaCheck.problems(google, Configuration.in(Path.of(folder)))).isEmpty();
    }

    /** Each is a line of a bucket; a slash breaks it. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "name = \"a\" | .location is missing",
                "versionning { } | .versionning isn't there",
                "versioning = true | .versioning is a block, without =",
                "labels { } | .labels is an argument, with =",
                "uniform_access = true | .uniform_access isn't there",
                "url = \"gs://a\" | .url is the provider's to set",
                "force_destroy = \"maybe\" | .force_destroy is a string, and \"bool\" is needed",
                "force_destroy = [true] | .force_destroy is a list, and \"bool\" is needed",
                "storage_class = { a = 1 } | .storage_class is an object, and \"string\" is needed",
                "labels = [\"a\"] | .labels is a list, and [\"map\",\"string\"] is needed",
                "labels = var.x ? {} : \"a\" | .labels is a string, and [\"map\",\"string\"] is needed",
                "versioning { } | .versioning.enabled is missing",
                "dynamic \"versioning\" { / content { / on = true / } / } | .versioning.on isn't there",
                "lifecycle_rule { / action { / type = \"Delete\" / } / } | .lifecycle_rule: a block condition is missing",
                "lifecycle_rule { / condition { / matches_suffix = \"a\" / } / } | .matches_suffix is a string, and [\"list\",\"string\"] is needed",
                "website { / not_found_page = google_storage_bucket.x.address / } | google_storage_bucket.x has no address, which is read",
                "storage_class = \"${google_storage_bucket.y.name}\" | google_storage_bucket.y is read, and isn't there",
                "storage_class = one(google_storage_bucket.x[*].adress) | google_storage_bucket.x has no adress, which is read",
                "storage_class = data.google_project.p[\"a\"].nmber | data.google_project.p has no nmber, which is read",
            })
    void whatIsWrongIsFound(String line, String found) throws Exception {
        assertThat(
                        problems(
                                """
                                data "google_project" "p" {
                                }
                                resource "google_storage_bucket" "x" {
                                  %s
                                  %s
                                  lifecycle {
                                    prevent_destroy = true
                                  }
                                }
                                """
                                        .formatted(
                                                found.contains("location is missing")
                                                        ? ""
                                                        : "name = \"a\"\n  location = \"EU\"",
                                                line.replace(" / ", "\n"))))
                .anyMatch(
                        problem ->
                                problem.startsWith("wrong.tf: ")
                                        && problem.endsWith(found.strip()));
    }

    @Test
    void aTypeThatIsntThereIsFound() throws Exception {
        assertThat(problems("resource \"google_storage_buckets\" \"x\" {\n}\n"))
                .singleElement()
                .asString()
                .startsWith("wrong.tf: google_storage_buckets.x: there is no such type");
        assertThat(problems("data \"google_storage_bucket\" \"x\" {\n}\n")).hasSize(1);
    }

    @Test
    void blocksAreCounted() throws Exception {
        assertThat(
                        problems(
                                """
                                resource "google_storage_bucket" "x" {
                                  name     = "a"
                                  location = "EU"
                                  versioning {
                                    enabled = true
                                  }
                                  versioning {
                                    enabled = false
                                  }
                                }
                                """))
                .containsExactly(
                        "wrong.tf: google_storage_bucket.x: 2 blocks versioning, and 1 are allowed");
    }

    /** What is right, written in all ways that Terraform takes. */
    @Test
    void whatIsRightPasses() throws Exception {
        assertThat(
                        problems(
                                """
                                resource "google_storage_bucket" "x" {
                                  for_each      = toset(["a"])
                                  name          = "${each.key}-b"
                                  location      = var.a == null ? "EU" : upper(var.a)
                                  force_destroy = "true"
                                  labels        = { for k in ["a"] : k => "1" }
                                  dynamic "lifecycle_rule" {
                                    for_each = [1]
                                    content {
                                      action {
                                        type = "Delete"
                                      }
                                      condition {
                                        age            = "7"
                                        matches_suffix = [for s in ["a"] : s]
                                      }
                                    }
                                  }
                                  timeouts {
                                    create = "1m"
                                  }
                                  depends_on = [google_storage_bucket.y]
                                }
                                resource "google_storage_bucket" "y" {
                                  name     = google_storage_bucket.x["a"].self_link
                                  location = google_storage_bucket.x["a"].versioning[0].enabled
                                }
                                """))
                .isEmpty();
    }

    private List<String> problems(String text) throws IOException {
        Path file = Files.writeString(directory.resolve("wrong.tf"), text);
        return SchemaCheck.problems(google, Configuration.of(List.of(file)));
    }
}
