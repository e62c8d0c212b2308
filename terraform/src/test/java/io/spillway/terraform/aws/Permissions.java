package io.spillway.terraform.aws;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/** What VMs call, and what a policy lets them. */
final class Permissions {
    /** AWS knows no resource for these. */
    private static final Set<String> WITHOUT_RESOURCE =
            Set.of(
                    "autoscaling:DescribeAutoScalingInstances",
                    "autoscaling:DescribeLifecycleHooks",
                    "cloudwatch:PutMetricData");

    private static final List<String> BOTH =
            List.of(
                    // Tarball, libraries, state.
                    "s3:GetObject",
                    "s3:PutObject",
                    "s3:DeleteObject",
                    "s3:AbortMultipartUpload",
                    "s3:ListBucket",
                    // A boot that fails.
                    "autoscaling:SetInstanceHealth",
                    "autoscaling:CompleteLifecycleAction",
                    // Logs, where they are shipped.
                    "logs:CreateLogStream",
                    "logs:PutLogEvents",
                    "logs:DescribeLogStreams");

    private Permissions() {}

    /** The actions of everything that runs on a VM of the kind. */
    static SortedSet<String> needed(String kind) {
        SortedSet<String> actions = new TreeSet<>(BOTH);
        if (kind.equals("jobmanager")) {
            actions.add("cloudwatch:PutMetricData");
        } else {
            actions.add("autoscaling:RecordLifecycleActionHeartbeat");
            actions.add("autoscaling:DescribeAutoScalingInstances");
            actions.add("autoscaling:DescribeLifecycleHooks");
        }
        return actions;
    }

    /** What the guide says about permissions. */
    static String explained() throws IOException {
        return Files.readString(Path.of("../docs/guide/aws-iam.md"))
                + Files.readString(Path.of("../docs/guide/s3.md"));
    }

    static SortedSet<String> granted(JsonNode statements) {
        SortedSet<String> actions = new TreeSet<>();
        statements.forEach(s -> actions.addAll(texts(s.get("Action"))));
        return actions;
    }

    /** IAM takes one text for a list of one. */
    private static List<String> texts(JsonNode oneOrMore) {
        List<String> texts = new ArrayList<>();
        if (oneOrMore.isTextual()) {
            texts.add(oneOrMore.asText());
        }
        oneOrMore.forEach(each -> texts.add(each.asText()));
        return texts;
    }

    /** Statements for every resource where AWS knows resources, or for actions by pattern. */
    static List<String> tooWide(JsonNode statements) {
        List<String> found = new ArrayList<>();
        for (JsonNode statement : statements) {
            for (String action : texts(statement.get("Action"))) {
                if (action.contains("*")) {
                    found.add(statement.toString());
                }
                if (texts(statement.get("Resource")).contains("*")
                        && !WITHOUT_RESOURCE.contains(action)) {
                    found.add(statement.toString());
                }
                if (action.equals("cloudwatch:PutMetricData")
                        && !statement.at("/Condition/StringEquals").has("cloudwatch:namespace")) {
                    found.add(statement.toString());
                }
            }
        }
        return found;
    }
}
