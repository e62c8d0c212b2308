package io.spillway.terraform;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Writes the page about a module's variables and outputs from its files. */
final class VariablesReference {
    private static final Pattern BLOCK = Pattern.compile("(variable|output) \"([a-z_]+)\" \\{");
    private static final Pattern DESCRIPTION = Pattern.compile("  description\\s+= \"(.*)\"");
    private static final Pattern DEFAULT = Pattern.compile("  default\\s+= .*");
    private static final Pattern NESTED =
            Pattern.compile("\\s{4,}([a-z_]+)\\s+= (?:optional\\()?object\\(\\{");
    private static final Pattern OPTIONAL =
            Pattern.compile("\\s{4,}([a-z0-9_]+)\\s+= optional\\((.*)\\)");
    private static final Pattern REQUIRED =
            Pattern.compile("\\s{4,}([a-z0-9_]+)\\s+= ((?:list\\()?(?:string|number|bool)\\)?)");
    private static final Pattern SCALAR =
            Pattern.compile("(list\\(string\\)|map\\(string\\)|string|number|bool)(?:, (.*))?");

    private record Field(String name, String type, String fallback) {}

    private record Block(
            String kind, String name, String description, boolean required, List<Field> fields) {}

    private VariablesReference() {}

    /**
     * The page's text.
     *
     * @param cloud as people call it
     * @param module the module's folder, which the guide is called after
     */
    static String markdown(String cloud, String module, String variables, String outputs) {
        StringBuilder page =
                new StringBuilder(
                        """
                        # The Terraform module for %1$s

                        <!-- Generated from terraform/%2$s/variables.tf and outputs.tf: change those, then run
                             ./mvnw -pl terraform -am verify -Dtest=none -Dit.test=VariablesReferenceIT -Dreference.update=true -Dsurefire.failIfNoSpecifiedTests=false -Dfailsafe.failIfNoSpecifiedTests=false -->

                        [The guide](../guide/%2$s.md) tells what to choose. A value that isn't allowed is refused by `terraform plan`, with what is.

                        ## Variables

                        """
                                .formatted(cloud, module));
        for (Block block : blocks(variables)) {
            page.append("### `").append(block.name).append('`');
            page.append(block.required ? ", required\n\n" : "\n\n");
            page.append(block.description).append("\n\n");
            if (!block.fields.isEmpty()) {
                page.append("| field | type | default |\n|---|---|---|\n");
                for (Field field : block.fields) {
                    page.append(
                            "| `%s` | %s | %s |%n"
                                    .formatted(field.name, field.type, field.fallback));
                }
                page.append('\n');
            }
        }
        page.append("## Outputs\n\n| output | |\n|---|---|\n");
        for (Block block : blocks(outputs)) {
            page.append("| `%s` | %s |%n".formatted(block.name, block.description));
        }
        return page.toString();
    }

    private static List<Block> blocks(String text) {
        List<Block> blocks = new ArrayList<>();
        Matcher begin = BLOCK.matcher(text);
        while (begin.find()) {
            int end = text.indexOf("\n}\n", begin.end());
            List<String> lines = text.substring(begin.end(), end).lines().toList();
            String description = "";
            boolean required = true;
            for (String line : lines) {
                Matcher described = DESCRIPTION.matcher(line);
                if (described.matches()) {
                    description = described.group(1).replace("\\\"", "\"");
                }
                required &= !DEFAULT.matcher(line).matches();
            }
            blocks.add(
                    new Block(
                            begin.group(1), begin.group(2), description, required, fields(lines)));
        }
        return blocks;
    }

    /** Those of the type, which ends where a default or a validation begins. */
    private static List<Field> fields(List<String> lines) {
        List<Field> fields = new ArrayList<>();
        Deque<String> within = new ArrayDeque<>();
        for (String line : lines) {
            if (line.startsWith("  default") || line.startsWith("  validation")) {
                break;
            }
            Matcher nested = NESTED.matcher(line);
            Matcher optional = OPTIONAL.matcher(line);
            Matcher required = REQUIRED.matcher(line);
            if (nested.matches()) {
                within.addLast(nested.group(1) + ".");
                fields.add(
                        new Field(
                                String.join("", within).replaceAll("\\.$", ""), "object", "none"));
            } else if (line.matches("\\s{4,}}\\).*") && !within.isEmpty()) {
                // An object whose own default is an empty one is there with its fields' defaults.
                if (line.contains("}), {})")) {
                    String name = String.join("", within).replaceAll("\\.$", "");
                    fields.replaceAll(
                            f ->
                                    f.name.equals(name)
                                            ? new Field(name, "object", "its fields'")
                                            : f);
                }
                within.removeLast();
            } else if (optional.matches()) {
                Matcher scalar = SCALAR.matcher(optional.group(2));
                if (!scalar.matches()) {
                    throw new IllegalArgumentException("not understood: " + line);
                }
                fields.add(
                        new Field(
                                String.join("", within) + optional.group(1),
                                scalar.group(1),
                                scalar.group(2) == null ? "none" : "`" + scalar.group(2) + "`"));
            } else if (required.matches()) {
                fields.add(
                        new Field(
                                String.join("", within) + required.group(1),
                                required.group(2),
                                "required"));
            }
        }
        return fields;
    }
}
