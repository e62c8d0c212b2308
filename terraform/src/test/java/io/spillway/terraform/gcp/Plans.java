package io.spillway.terraform.gcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.spillway.terraform.Terraform;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the runs of a module's own tests plan. */
final class Plans {
    private final Map<String, List<JsonNode>> resources;

    private Plans(Map<String, List<JsonNode>> resources) {
        this.resources = resources;
    }

    /** Runs the tests, which have to succeed. */
    static Plans of(Terraform terraform, String... arguments) throws IOException {
        List<String> all = new ArrayList<>(List.of("-json", "-verbose"));
        all.addAll(List.of(arguments));
        String output = terraform.run("test", all.toArray(String[]::new)).succeeded().output();
        Map<String, List<JsonNode>> resources = new LinkedHashMap<>();
        for (String line : output.lines().filter(l -> l.startsWith("{")).toList()) {
            JsonNode message = new ObjectMapper().readTree(line);
            if (message.path("type").asText().equals("test_plan")) {
                resources.put(message.get("@testrun").asText(), managed(message.get("test_plan")));
            }
        }
        return new Plans(resources);
    }

    private static List<JsonNode> managed(JsonNode plan) {
        List<JsonNode> managed = new ArrayList<>();
        for (JsonNode resource : plan.get("resource_changes")) {
            if (resource.get("mode").asText().equals("managed")) {
                managed.add(resource);
            }
        }
        return managed;
    }

    /** By the runs' names, in order: type, address, and under {@code change.after} the values. */
    Map<String, List<JsonNode>> resources() {
        return resources;
    }

    /** The values of one resource of a run. */
    JsonNode values(String run, String address) {
        return resources.get(run).stream()
                .filter(r -> r.get("address").asText().equals(address))
                .findFirst()
                .orElseThrow(() -> new AssertionError(address + " isn't in the plan of " + run))
                .at("/change/after");
    }

    String startupScript(String run, String kind) {
        return values(run, "google_compute_region_instance_template.vm[\"%s\"]".formatted(kind))
                .at("/metadata/startup-script")
                .asText();
    }
}
