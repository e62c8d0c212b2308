package io.spillway.terraform.schema;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.openrewrite.hcl.tree.BodyContent;
import org.openrewrite.hcl.tree.Hcl;

/**
 * What of a configuration a provider's schema doesn't have: types of resources and data sources,
 * arguments, blocks and how many of each, and values that can't be of an argument's type. It takes
 * no Terraform. Of values it sees what is written there, not what expressions come to.
 */
public final class SchemaCheck {
    /** Terraform's own, in every resource and data source. */
    private static final Set<String> META_ARGUMENTS =
            Set.of("count", "for_each", "provider", "depends_on");

    private static final Set<String> META_BLOCKS = Set.of("lifecycle", "provisioner", "connection");

    private final ProviderSchema schema;
    private final List<String> problems = new ArrayList<>();

    private SchemaCheck(ProviderSchema schema) {
        this.schema = schema;
    }

    /** All problems, each with its file and place; none when there is none. */
    public static List<String> problems(ProviderSchema schema, Configuration configuration) {
        SchemaCheck check = new SchemaCheck(schema);
        for (Hcl.ConfigFile file : configuration.files()) {
            for (BodyContent content : file.getBody()) {
                if (content instanceof Hcl.Block block) {
                    check.top(file.getSourcePath().getFileName() + ": ", block);
                }
            }
        }
        check.problems.addAll(new ReferenceCheck(schema, configuration).problems());
        return List.copyOf(check.problems);
    }

    private void top(String file, Hcl.Block block) {
        String kind = Expressions.name(block);
        List<String> labels = Expressions.labels(block);
        if (kind.equals("resource") || kind.equals("data")) {
            boolean data = kind.equals("data");
            String place = file + (data ? "data." : "") + String.join(".", labels);
            Optional<JsonNode> known = schema.block(data, labels.get(0));
            if (known.isEmpty()) {
                problems.add(
                        place
                                + ": there is no such type (or the schema's extract hasn't it); there are "
                                + schema.types());
            } else {
                body(place, block.getBody(), known.get(), true);
            }
        } else if (kind.equals("provider") && labels.equals(List.of("google"))) {
            body(file + "provider.google", block.getBody(), schema.provider().get("block"), true);
        }
    }

    private void body(String place, List<BodyContent> body, JsonNode known, boolean meta) {
        Map<String, Integer> seen = new HashMap<>();
        Map<String, Integer> atMost = new HashMap<>();
        for (BodyContent content : body) {
            if (content instanceof Hcl.Attribute attribute) {
                String name = attribute.getSimpleName();
                if (!(meta && META_ARGUMENTS.contains(name))) {
                    seen.merge(name, 1, Integer::sum);
                    argument(place + "." + name, attribute, known);
                }
            } else if (content instanceof Hcl.Block block) {
                String name = Expressions.name(block);
                if (meta && META_BLOCKS.contains(name)) {
                    continue;
                }
                boolean dynamic = name.equals("dynamic");
                String type = dynamic ? Expressions.labels(block).get(0) : name;
                seen.merge(type, 1, Integer::sum);
                if (!dynamic) {
                    atMost.merge(type, 1, Integer::sum);
                }
                nested(place + "." + type, type, dynamic ? content(block) : block, known);
            }
        }
        known.get("attributes")
                .properties()
                .forEach(
                        attribute -> {
                            if (attribute.getValue().path("required").asBoolean()
                                    && !seen.containsKey(attribute.getKey())) {
                                problems.add(place + "." + attribute.getKey() + " is missing");
                            }
                        });
        known.get("block_types")
                .properties()
                .forEach(
                        block -> {
                            int least = block.getValue().path("min_items").asInt();
                            int most = block.getValue().path("max_items").asInt();
                            if (seen.getOrDefault(block.getKey(), 0) < least) {
                                problems.add(place + ": a block " + block.getKey() + " is missing");
                            }
                            if (most > 0 && atMost.getOrDefault(block.getKey(), 0) > most) {
                                problems.add(
                                        "%s: %d blocks %s, and %d are allowed"
                                                .formatted(
                                                        place,
                                                        atMost.get(block.getKey()),
                                                        block.getKey(),
                                                        most));
                            }
                        });
    }

    private void argument(String place, Hcl.Attribute attribute, JsonNode known) {
        JsonNode argument = known.get("attributes").get(attribute.getSimpleName());
        if (argument == null) {
            problems.add(
                    place
                            + (known.get("block_types").has(attribute.getSimpleName())
                                    ? " is a block, without ="
                                    : " isn't there"));
        } else if (!argument.path("required").asBoolean()
                && !argument.path("optional").asBoolean()) {
            problems.add(place + " is the provider's to set");
        } else {
            Expressions.mismatch(attribute.getValue(), argument.get("type"))
                    .ifPresent(
                            found ->
                                    problems.add(
                                            "%s is %s, and %s is needed"
                                                    .formatted(
                                                            place, found, argument.get("type"))));
        }
    }

    private void nested(String place, String type, Hcl.Block block, JsonNode known) {
        JsonNode nested = known.get("block_types").get(type);
        if (nested == null) {
            problems.add(
                    place
                            + (known.get("attributes").has(type)
                                    ? " is an argument, with ="
                                    : " isn't there"));
        } else {
            body(place, block.getBody(), nested.get("block"), false);
        }
    }

    private static Hcl.Block content(Hcl.Block dynamic) {
        return dynamic.getBody().stream()
                .filter(Hcl.Block.class::isInstance)
                .map(Hcl.Block.class::cast)
                .filter(block -> Expressions.name(block).equals("content"))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("dynamic without content"));
    }
}
