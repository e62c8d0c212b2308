package io.spillway.terraform.gcp;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Predicate;

/** Rules that hold for every resource that the module makes, whatever its variables. */
final class SecurityScan {
    /** Google's own: health checks, and Identity-Aware Proxy. */
    private static final Set<String> KNOWN_RANGES =
            Set.of("35.191.0.0/16", "130.211.0.0/22", "35.235.240.0/20");

    private static final Set<String> WIDE_ROLES =
            Set.of("roles/owner", "roles/editor", "roles/storage.admin", "roles/compute.admin");

    private SecurityScan() {}

    /** Broken by the values, and by which of them aren't known before they are made. */
    private record Rule(String type, String says, BiPredicate<JsonNode, JsonNode> broken) {
        Rule(String type, String says, Predicate<JsonNode> broken) {
            this(type, says, (values, unknown) -> broken.test(values));
        }
    }

    private static final List<Rule> RULES =
            List.of(
                    new Rule(
                            "google_compute_firewall",
                            "lets in others than service accounts and Google",
                            (r, unknown) ->
                                    r.get("allow").size() > 0
                                            && !isSet("source_service_accounts", r, unknown)
                                            && (r.path("source_ranges").isEmpty()
                                                    || !all(
                                                            r.get("source_ranges"),
                                                            KNOWN_RANGES::contains))),
                    new Rule(
                            "google_compute_firewall",
                            "lets in by network tags, or to all VMs",
                            (r, unknown) ->
                                    r.path("source_tags").size() > 0
                                            || r.path("target_tags").size() > 0
                                            || !isSet("target_service_accounts", r, unknown)),
                    new Rule(
                            "google_compute_firewall",
                            "lets in to all ports",
                            r -> r.get("allow").size() > 0 && r.at("/allow/0/ports").isEmpty()),
                    new Rule(
                            "google_compute_region_instance_template",
                            "has a public address",
                            r ->
                                    r.get("network_interface").size() != 1
                                            || r.at("/network_interface/0/access_config").size() > 0
                                            || r.at("/network_interface/0/ipv6_access_config")
                                                            .size()
                                                    > 0),
                    new Rule(
                            "google_compute_region_instance_template",
                            "isn't shielded",
                            r ->
                                    !r.at("/shielded_instance_config/0/enable_secure_boot")
                                                    .asBoolean()
                                            || !r.at("/shielded_instance_config/0/enable_vtpm")
                                                    .asBoolean()),
                    new Rule(
                            "google_compute_region_instance_template",
                            "has keys for SSH, or takes those of the project",
                            r ->
                                    r.get("metadata").has("ssh-keys")
                                            || !r.at("/metadata/block-project-ssh-keys")
                                                    .asText()
                                                    .equals("TRUE")),
                    new Rule(
                            "google_compute_region_instance_template",
                            "has no service account of its own",
                            r -> r.get("service_account").size() != 1),
                    new Rule(
                            "google_storage_bucket",
                            "leaves a way to the public",
                            r ->
                                    !r.get("public_access_prevention").asText().equals("enforced")
                                            || !r.get("uniform_bucket_level_access").asBoolean()),
                    new Rule(
                            "google_storage_bucket_iam_member",
                            "has no condition, so it is for the whole bucket",
                            r -> r.at("/condition/0/expression").isMissingNode()),
                    new Rule(
                            "google_project_iam_custom_role",
                            "may set policies, act as others, or has a permission by pattern",
                            r ->
                                    !all(
                                            r.get("permissions"),
                                            p -> !p.matches(".*(\\*|setIamPolicy|actAs).*"))));

    /** What is wrong, with the resource's address. */
    static List<String> findings(List<JsonNode> resources) {
        List<String> found = new ArrayList<>();
        for (JsonNode resource : resources) {
            JsonNode values = resource.at("/change/after");
            String address = resource.get("address").asText();
            for (Rule rule : RULES) {
                if (rule.type.equals(resource.get("type").asText())
                        && rule.broken.test(values, resource.at("/change/after_unknown"))) {
                    found.add(address + " " + rule.says);
                }
            }
            if (WIDE_ROLES.contains(values.path("role").asText())) {
                found.add(address + " gives " + values.path("role").asText());
            }
            if (values.path("member").asText().matches("allUsers|allAuthenticatedUsers")) {
                found.add(address + " is for everybody");
            }
        }
        return found;
    }

    private static boolean isSet(String name, JsonNode values, JsonNode unknown) {
        return values.path(name).size() > 0
                || unknown.path(name).asBoolean()
                || unknown.path(name).size() > 0;
    }

    private static boolean all(JsonNode texts, Predicate<String> holds) {
        for (JsonNode text : texts) {
            if (!holds.test(text.asText())) {
                return false;
            }
        }
        return true;
    }
}
