package io.spillway.terraform.aws;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Rules that hold for every resource that the module makes, whatever its variables. */
final class SecurityScan {
    private SecurityScan() {}

    private record Rule(String type, String says, Predicate<JsonNode> broken) {}

    private static final List<Rule> RULES =
            List.of(
                    new Rule(
                            "aws_vpc_security_group_ingress_rule",
                            "lets in more than a security group",
                            r -> isText(r.get("cidr_ipv4")) || isText(r.get("cidr_ipv6"))),
                    new Rule(
                            "aws_security_group",
                            "has rules of its own",
                            r -> r.get("ingress").findValuesAsText("cidr_blocks").size() > 0),
                    new Rule(
                            "aws_launch_template",
                            "has a disk that isn't encrypted",
                            r ->
                                    !r.at("/block_device_mappings/0/ebs/0/encrypted")
                                            .asText()
                                            .equals("true")),
                    new Rule(
                            "aws_launch_template",
                            "has a public address",
                            r ->
                                    !r.at("/network_interfaces/0/associate_public_ip_address")
                                            .asText()
                                            .equals("false")),
                    new Rule(
                            "aws_launch_template",
                            "takes IMDSv1, or containers",
                            r ->
                                    !r.at("/metadata_options/0/http_tokens")
                                                    .asText()
                                                    .equals("required")
                                            || r.at(
                                                                    "/metadata_options/0/http_put_response_hop_limit")
                                                            .asInt()
                                                    != 1),
                    new Rule(
                            "aws_launch_template",
                            "has a key for SSH",
                            r -> !r.get("key_name").asText().isEmpty()),
                    new Rule(
                            "aws_s3_bucket_public_access_block",
                            "leaves a way to the public",
                            r ->
                                    !(r.get("block_public_acls").asBoolean()
                                            && r.get("block_public_policy").asBoolean()
                                            && r.get("ignore_public_acls").asBoolean()
                                            && r.get("restrict_public_buckets").asBoolean())),
                    new Rule(
                            "aws_iam_role",
                            "can be assumed by others than EC2",
                            r ->
                                    !r.get("assume_role_policy")
                                                    .asText()
                                                    .contains("\"Service\":\"ec2.amazonaws.com\"")
                                            || r.get("assume_role_policy")
                                                    .asText()
                                                    .contains("\"*\"")));

    /** One node for each, with its type, its name and its values. */
    static List<JsonNode> resources(JsonNode state) {
        List<JsonNode> all = new ArrayList<>();
        for (JsonNode resource : state.get("resources")) {
            for (JsonNode instance : resource.get("instances")) {
                if (resource.get("mode").asText().equals("managed")) {
                    ObjectNode one = resource.deepCopy();
                    one.set("values", instance.get("attributes"));
                    all.add(one);
                }
            }
        }
        return all;
    }

    /** What is wrong, with the resource's type and name. */
    static List<String> findings(JsonNode state) {
        List<String> found = new ArrayList<>();
        List<String> buckets = new ArrayList<>();
        List<String> guarded = new ArrayList<>();
        for (JsonNode resource : resources(state)) {
            String type = resource.get("type").asText();
            JsonNode values = resource.get("values");
            for (Rule rule : RULES) {
                if (rule.type.equals(type) && rule.broken.test(values)) {
                    found.add(type + "." + resource.get("name").asText() + " " + rule.says);
                }
            }
            switch (type) {
                case "aws_s3_bucket" -> buckets.add(values.get("bucket").asText());
                case "aws_s3_bucket_public_access_block",
                        "aws_s3_bucket_server_side_encryption_configuration",
                        "aws_s3_bucket_policy" ->
                        guarded.add(type + " " + values.get("bucket").asText());
                default -> {}
            }
        }
        for (String bucket : buckets) {
            for (String guard :
                    List.of(
                            "aws_s3_bucket_public_access_block",
                            "aws_s3_bucket_server_side_encryption_configuration",
                            "aws_s3_bucket_policy")) {
                if (!guarded.contains(guard + " " + bucket)) {
                    found.add("bucket " + bucket + " has no " + guard);
                }
            }
        }
        return found;
    }

    private static boolean isText(JsonNode node) {
        return node != null && !node.asText("").isEmpty() && !node.isNull();
    }
}
