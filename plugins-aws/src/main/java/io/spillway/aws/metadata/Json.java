package io.spillway.aws.metadata;

import java.util.Optional;
import software.amazon.awssdk.protocols.jsoncore.JsonNode;
import software.amazon.awssdk.protocols.jsoncore.JsonNodeParser;

/** The metadata service's JSON. */
public final class Json {

    private Json() {}

    /**
     * The document.
     *
     * @throws IllegalArgumentException when it is none; in one line
     */
    public static JsonNode parse(String text) {
        try {
            return JsonNodeParser.create().parse(text);
        } catch (RuntimeException e) {
            String reason = String.valueOf(e.getMessage());
            throw new IllegalArgumentException(reason.replaceAll("\\s+", " "), e);
        }
    }

    /** A member that is a text; empty when there is none, or it is something else. */
    public static Optional<String> text(JsonNode node, String name) {
        return node.isObject()
                ? node.field(name)
                        .filter(JsonNode::isString)
                        .map(JsonNode::asString)
                        .filter(value -> !value.isBlank())
                : Optional.empty();
    }
}
