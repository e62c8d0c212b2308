package io.spillway.terraform.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.openrewrite.hcl.tree.Expression;
import org.openrewrite.hcl.tree.Hcl;
import org.openrewrite.hcl.tree.Label;

/** What can be said of HCL without evaluating it. */
final class Expressions {
    private static final JsonNode ANY = TextNode.valueOf("dynamic");

    private Expressions() {}

    static String name(Hcl.Block block) {
        return block.getType() == null ? "" : block.getType().getName();
    }

    static List<String> labels(Hcl.Block block) {
        return block.getLabels().stream().map(Expressions::text).toList();
    }

    private static String text(Label label) {
        if (label instanceof Hcl.Identifier identifier) {
            return identifier.getName();
        }
        return ((Hcl.Literal) label).getValue().toString();
    }

    /**
     * What an expression is, if that can't become the type; empty when it can, or nobody knows.
     *
     * @param type as a schema writes it: {@code "string"}, {@code ["list","string"]}, …
     */
    static Optional<String> mismatch(Expression expression, JsonNode type) {
        if (expression instanceof Hcl.Parentheses parentheses) {
            return mismatch(parentheses.getExpression(), type);
        }
        if (expression instanceof Hcl.Conditional either) {
            return Stream.of(either.getTruePart(), either.getFalsePart())
                    .flatMap(part -> mismatch(part, type).stream())
                    .findFirst();
        }
        String wanted = type.isArray() ? type.get(0).asText() : type.asText();
        JsonNode element = type.isArray() ? type.get(1) : ANY;
        if (expression instanceof Hcl.Tuple tuple) {
            return wanted.matches("list|set|tuple|dynamic")
                    ? tuple.getValues().stream()
                            .flatMap(each -> mismatch(each, element).stream())
                            .findFirst()
                    : Optional.of("a list");
        }
        if (expression instanceof Hcl.ForTuple) {
            return wanted.matches("list|set|tuple|dynamic")
                    ? Optional.empty()
                    : Optional.of("a list");
        }
        if (expression instanceof Hcl.ObjectValue || expression instanceof Hcl.ForObject) {
            return wanted.matches("map|object|dynamic")
                    ? Optional.empty()
                    : Optional.of("an object");
        }
        if (expression instanceof Hcl.Literal literal) {
            return literal(literal.getValue(), wanted);
        }
        if (expression instanceof Hcl.QuotedTemplate template) {
            return text(template.getExpressions(), wanted);
        }
        if (expression instanceof Hcl.HeredocTemplate) {
            return text(List.of(), wanted);
        }
        return Optional.empty();
    }

    private static Optional<String> literal(Object value, String wanted) {
        if (value == null || wanted.equals("dynamic")) {
            return Optional.empty();
        }
        boolean fits =
                switch (wanted) {
                    case "string" -> true;
                    case "number" -> value instanceof Number;
                    case "bool" -> value instanceof Boolean;
                    default -> false;
                };
        return fits ? Optional.empty() : Optional.of(value.toString());
    }

    /** A string that is a number or a truth value will do for one. */
    private static Optional<String> text(List<Expression> parts, String wanted) {
        String fixed =
                parts.size() == 1 && parts.get(0) instanceof Hcl.Literal only
                        ? String.valueOf(only.getValue())
                        : "";
        boolean fits =
                switch (wanted) {
                    case "string", "dynamic" -> true;
                    case "number" -> fixed.isEmpty() || fixed.matches("-?[0-9.]+");
                    case "bool" -> fixed.isEmpty() || fixed.matches("true|false");
                    default -> false;
                };
        return fits ? Optional.empty() : Optional.of("a string");
    }
}
