package io.spillway.terraform.gcp;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/** What VMs call, and what their roles let them. */
final class Permissions {
    private static final String ROLE = "google_project_iam_custom_role.";

    /** Tarball, libraries, the job's jar, and state: by the boot script and checkpoint-gcs. */
    private static final List<String> STORAGE =
            List.of(
                    "storage.objects.create",
                    "storage.objects.delete",
                    "storage.objects.get",
                    "storage.objects.list");

    private static final Map<String, List<String>> PROJECT =
            Map.of(
                    "jobmanager",
                    List.of(
                            // The scaling signal.
                            "monitoring.timeSeries.create",
                            // Scale-in, where the JobManager does it.
                            "compute.autoscalers.get",
                            "compute.instanceGroupManagers.get",
                            "compute.instanceGroupManagers.update",
                            "compute.regionOperations.get"),
                    "taskmanagers",
                    List.of());

    private Permissions() {}

    /** Everything that runs on a VM of the kind, with the module's defaults. */
    static SortedSet<String> needed(String kind) {
        SortedSet<String> permissions = new TreeSet<>(STORAGE);
        permissions.addAll(PROJECT.get(kind));
        return permissions;
    }

    /** Those of the roles that are given to VMs of the kind. */
    static SortedSet<String> granted(List<JsonNode> resources, String kind) {
        SortedSet<String> permissions = new TreeSet<>();
        for (JsonNode resource : resources) {
            String address = resource.get("address").asText();
            if (address.startsWith(ROLE)
                    && (address.equals(ROLE + "vm[\"%s\"]".formatted(kind))
                            || !address.startsWith(ROLE + "vm"))) {
                resource.at("/change/after/permissions")
                        .forEach(permission -> permissions.add(permission.asText()));
            }
        }
        return permissions;
    }

    /** What the guide says about permissions. */
    static String explained() throws IOException {
        return Files.readString(Path.of("../docs/guide/gcp-iam.md"));
    }
}
