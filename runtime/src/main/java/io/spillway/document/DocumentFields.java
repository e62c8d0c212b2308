package io.spillway.document;

import io.spillway.spi.store.StoreException;
import io.spillway.spi.store.StoreException.Reason;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.JsonNode;

/**
 * The fields of a document, or of one of its entries. One that isn't what it must be is a {@link
 * StoreException} with {@link Reason#UNUSABLE} that names the object and the field.
 */
public final class DocumentFields {
    private final JsonNode node;
    private final DocumentFormat format;
    private final String where;

    DocumentFields(JsonNode node, DocumentFormat format, String where) {
        this.node = node;
        this.format = format;
        this.where = where;
    }

    public boolean has(String field) {
        return node.has(field);
    }

    /** Yes or no; no if it isn't there, as in documents of earlier versions. */
    public boolean flag(String field) throws StoreException {
        JsonNode value = node.path(field);
        if (!value.isMissingNode() && !value.isBoolean()) {
            throw wrong(field, value, "true or false");
        }
        return value.asBoolean();
    }

    /** A text that isn't empty. */
    public String text(String field) throws StoreException {
        JsonNode value = node.path(field);
        if (!value.isTextual() || value.asText().isEmpty()) {
            throw missing(field);
        }
        return value.asText();
    }

    /** A point in time, as {@link Instant#toString} writes it. */
    public Instant instant(String field) throws StoreException {
        try {
            return Instant.parse(text(field));
        } catch (DateTimeParseException e) {
            throw wrong(field, node.path(field), "a time such as 2026-01-31T12:00:00Z");
        }
    }

    /** A whole number from 1. */
    public long positive(String field) throws StoreException {
        JsonNode value = node.path(field);
        if (!value.isIntegralNumber() || !value.canConvertToLong() || value.asLong() < 1) {
            throw wrong(field, value, "a whole number from 1");
        }
        return value.asLong();
    }

    /** What the field holds, which has fields of its own. */
    public DocumentFields object(String field) throws StoreException {
        JsonNode value = node.path(field);
        if (!value.isObject()) {
            throw missing(field);
        }
        return new DocumentFields(value, format, "%s, '%s',".formatted(where, field));
    }

    /** The fields of what the field holds, each by its name. */
    public SortedMap<String, DocumentFields> entries(String field) throws StoreException {
        JsonNode value = node.path(field);
        if (!value.isObject()) {
            throw missing(field);
        }
        SortedMap<String, DocumentFields> entries = new TreeMap<>();
        value.properties()
                .forEach(
                        each ->
                                entries.put(
                                        each.getKey(),
                                        new DocumentFields(
                                                each.getValue(),
                                                format,
                                                "%s, entry '%s',"
                                                        .formatted(where, each.getKey()))));
        return entries;
    }

    /** Texts by their names; none if the field isn't there. */
    public SortedMap<String, String> texts(String field) throws StoreException {
        SortedMap<String, String> texts = new TreeMap<>();
        if (node.has(field)) {
            DocumentFields named = object(field);
            for (Map.Entry<String, JsonNode> each : named.node.properties()) {
                texts.put(each.getKey(), named.text(each.getKey()));
            }
        }
        return texts;
    }

    /** One of some constants, by its name. */
    public <E extends Enum<E>> E constant(String field, Class<E> type) throws StoreException {
        String name = text(field);
        for (E each : type.getEnumConstants()) {
            if (each.name().equals(name)) {
                return each;
            }
        }
        throw wrong(field, node.path(field), "one of " + Arrays.toString(type.getEnumConstants()));
    }

    /** What to throw when something is missing. */
    public StoreException missing(String field) {
        return unusable("'%s' is missing".formatted(field));
    }

    private StoreException wrong(String field, JsonNode value, String allowed) {
        return unusable("'%s' is '%s' instead of %s".formatted(field, value.asText(), allowed));
    }

    private StoreException unusable(String problem) {
        return new StoreException(
                Reason.UNUSABLE,
                "%s isn't %s: %s. %s".formatted(where, format.kind(), problem, format.remedy()));
    }
}
