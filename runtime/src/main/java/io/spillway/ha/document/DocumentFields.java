package io.spillway.ha.document;

import io.spillway.spi.store.StoreException;
import io.spillway.spi.store.StoreException.Reason;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.JsonNode;

/**
 * The fields of a document, or of one of its entries. One that isn't what it must be is a {@link
 * StoreException} with {@link Reason#UNUSABLE} that names the object and the field.
 */
public final class DocumentFields {
    private final JsonNode node;
    private final String kind;
    private final String where;

    DocumentFields(JsonNode node, String kind, String where) {
        this.node = node;
        this.kind = kind;
        this.where = where;
    }

    public boolean has(String field) {
        return node.has(field);
    }

    /** Whatever the field is: a missing node if it isn't there. */
    public JsonNode any(String field) {
        return node.path(field);
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
        String value = text(field);
        try {
            return Instant.parse(value);
        } catch (DateTimeParseException e) {
            throw unusable(
                    "isn't %s: '%s' is '%s' instead of a time such as 2026-01-31T12:00:00Z"
                            .formatted(kind, field, value));
        }
    }

    /** A whole number from 1. */
    public long positive(String field) throws StoreException {
        JsonNode value = node.path(field);
        if (!value.isIntegralNumber() || !value.canConvertToLong() || value.asLong() < 1) {
            throw unusable(
                    "isn't %s: '%s' is '%s' instead of a whole number from 1"
                            .formatted(kind, field, value.asText()));
        }
        return value.asLong();
    }

    /** What the field holds, which has fields of its own. */
    public DocumentFields object(String field) throws StoreException {
        JsonNode value = node.path(field);
        if (!value.isObject()) {
            throw missing(field);
        }
        return new DocumentFields(value, kind, "%s, '%s',".formatted(where, field));
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
                                                kind,
                                                "%s, entry '%s',"
                                                        .formatted(where, each.getKey()))));
        return entries;
    }

    /**
     * What to throw.
     *
     * @param problem follows on where it is
     */
    public StoreException unusable(String problem) {
        return new StoreException(Reason.UNUSABLE, where + " " + problem);
    }

    private StoreException missing(String field) {
        return unusable("isn't %s: '%s' is missing".formatted(kind, field));
    }
}
