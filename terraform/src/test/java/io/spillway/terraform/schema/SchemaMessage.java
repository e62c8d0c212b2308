package io.spillway.terraform.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * A schema as Terraform's plugin protocol 5 has it ({@code docs/plugin-protocol/tfplugin5.proto} in
 * Terraform's repository). The numbers are the fields' there.
 */
final class SchemaMessage {
    private SchemaMessage() {}

    @FunctionalInterface
    private interface Content {
        void writeTo(CodedOutputStream out) throws IOException;
    }

    /** {@code GetProviderSchema.Response}. */
    static byte[] of(ProviderSchema schema) throws IOException {
        return message(
                out -> {
                    write(out, 1, block(schema.provider()));
                    writeAll(out, 2, schema.schemas(false));
                    writeAll(out, 3, schema.schemas(true));
                });
    }

    private static void writeAll(CodedOutputStream out, int field, JsonNode schemas)
            throws IOException {
        for (Map.Entry<String, JsonNode> schema : schemas.properties()) {
            write(
                    out,
                    field,
                    message(
                            entry -> {
                                entry.writeString(1, schema.getKey());
                                write(entry, 2, block(schema.getValue()));
                            }));
        }
    }

    /** {@code Schema}. */
    private static byte[] block(JsonNode schema) throws IOException {
        return message(
                out -> {
                    out.writeInt64(1, schema.get("version").asLong());
                    write(out, 2, content(schema.get("block")));
                });
    }

    /** {@code Schema.Block}. */
    private static byte[] content(JsonNode block) throws IOException {
        return message(
                out -> {
                    for (Map.Entry<String, JsonNode> attribute :
                            block.get("attributes").properties()) {
                        write(out, 2, attribute(attribute.getKey(), attribute.getValue()));
                    }
                    for (Map.Entry<String, JsonNode> nested :
                            block.get("block_types").properties()) {
                        write(out, 3, nested(nested.getKey(), nested.getValue()));
                    }
                });
    }

    /** {@code Schema.Attribute}. */
    private static byte[] attribute(String name, JsonNode attribute) throws IOException {
        return message(
                out -> {
                    out.writeString(1, name);
                    write(
                            out,
                            2,
                            attribute.get("type").toString().getBytes(StandardCharsets.UTF_8));
                    out.writeBool(4, attribute.path("required").asBoolean());
                    out.writeBool(5, attribute.path("optional").asBoolean());
                    out.writeBool(6, attribute.path("computed").asBoolean());
                });
    }

    /** {@code Schema.NestedBlock}. */
    private static byte[] nested(String name, JsonNode nested) throws IOException {
        int mode =
                switch (nested.get("nesting_mode").asText()) {
                    case "single" -> 1;
                    case "list" -> 2;
                    case "set" -> 3;
                    default -> throw new IllegalArgumentException(nested.toString());
                };
        return message(
                out -> {
                    out.writeString(1, name);
                    write(out, 2, content(nested.get("block")));
                    out.writeEnum(3, mode);
                    out.writeInt64(4, nested.path("min_items").asLong());
                    out.writeInt64(5, nested.path("max_items").asLong());
                });
    }

    private static void write(CodedOutputStream out, int field, byte[] value) throws IOException {
        out.writeBytes(field, ByteString.copyFrom(value));
    }

    private static byte[] message(Content content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        content.writeTo(out);
        out.flush();
        return bytes.toByteArray();
    }
}
