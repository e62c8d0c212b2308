package io.spillway.terraform.schema;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.openrewrite.hcl.HclIsoVisitor;
import org.openrewrite.hcl.tree.Expression;
import org.openrewrite.hcl.tree.Hcl;

/**
 * What a configuration reads of resources and data sources: {@code TYPE.NAME.ATTRIBUTE}, with an
 * index or a splat between where there are several.
 */
final class ReferenceCheck extends HclIsoVisitor<List<String>> {
    private final ProviderSchema schema;
    private final Configuration configuration;
    private final Set<String> declared = new TreeSet<>();

    ReferenceCheck(ProviderSchema schema, Configuration configuration) {
        this.schema = schema;
        this.configuration = configuration;
        configuration.files().stream()
                .flatMap(file -> file.getBody().stream())
                .filter(Hcl.Block.class::isInstance)
                .map(Hcl.Block.class::cast)
                .filter(block -> Expressions.labels(block).size() == 2)
                .forEach(
                        block ->
                                declared.add(
                                        (Expressions.name(block).equals("data") ? "data." : "")
                                                + String.join(".", Expressions.labels(block))));
    }

    List<String> problems() {
        List<String> problems = new ArrayList<>();
        for (Hcl.ConfigFile file : configuration.files()) {
            List<String> found = new ArrayList<>();
            visit(file, found);
            found.forEach(
                    problem -> problems.add(file.getSourcePath().getFileName() + ": " + problem));
        }
        return problems;
    }

    @Override
    public Hcl.AttributeAccess visitAttributeAccess(
            Hcl.AttributeAccess access, List<String> problems) {
        List<String> path = path(access);
        boolean data = path.size() == 4 && path.get(0).equals("data");
        List<String> own = data ? path.subList(1, 4) : path;
        if (own.size() == 3 && own.get(0).startsWith("google_")) {
            check(data, own, problems);
        }
        return super.visitAttributeAccess(access, problems);
    }

    private void check(boolean data, List<String> path, List<String> problems) {
        String address = (data ? "data." : "") + path.get(0) + "." + path.get(1);
        if (!declared.contains(address)) {
            problems.add(address + " is read, and isn't there");
        }
        schema.block(data, path.get(0))
                .filter(
                        block ->
                                !block.get("attributes").has(path.get(2))
                                        && !block.get("block_types").has(path.get(2)))
                .ifPresent(
                        block ->
                                problems.add(
                                        "%s has no %s, which is read"
                                                .formatted(address, path.get(2))));
    }

    /** The names on the way, without indices; empty where it doesn't begin with a name. */
    private static List<String> path(Expression expression) {
        if (expression instanceof Hcl.VariableExpression variable) {
            return List.of(variable.getName().getName());
        }
        if (expression instanceof Hcl.Index index) {
            return path(index.getIndexed());
        }
        if (expression instanceof Hcl.Splat splat) {
            return path(splat.getSelect());
        }
        if (expression instanceof Hcl.AttributeAccess access) {
            List<String> before = path(access.getAttribute());
            if (before.isEmpty()) {
                return before;
            }
            List<String> path = new ArrayList<>(before);
            path.add(access.getType().getName());
            return path;
        }
        return List.of();
    }
}
