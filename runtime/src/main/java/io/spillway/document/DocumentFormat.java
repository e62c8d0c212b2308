package io.spillway.document;

import io.spillway.spi.store.StoreException;
import io.spillway.spi.store.StoreException.Reason;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.core.JsonProcessingException;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.DeserializationFeature;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.JsonNode;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.ObjectMapper;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * What a kind of documents looks like.
 *
 * @param kind what one is, with its article, for messages
 * @param version the newest that is understood, from 1; it is also the one that is written
 * @param remedy what somebody has to do when one can't be read: a sentence
 */
public record DocumentFormat(String kind, int version, String remedy) {
    private static final String VERSION = "formatVersion";
    private static final ObjectMapper JSON =
            new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    /** A document that says its format, and nothing else yet. */
    public ObjectNode begin() {
        return JSON.createObjectNode().put(VERSION, version);
    }

    /** The bytes to store. */
    public static byte[] bytes(ObjectNode document) {
        try {
            return JSON.writeValueAsBytes(document);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The fields of a stored document.
     *
     * @param where the object is, for messages
     * @throws StoreException {@link Reason#UNUSABLE} when it is none of this kind, or one of a
     *     newer Spillway
     */
    public DocumentFields read(byte[] content, String where) throws StoreException {
        JsonNode root;
        try {
            root = JSON.readTree(content);
        } catch (IOException e) {
            throw new StoreException(
                    Reason.UNUSABLE,
                    "%s isn't %s: it isn't JSON. %s".formatted(where, kind, remedy),
                    e);
        }
        DocumentFields fields = new DocumentFields(root, this, where);
        long found = fields.positive(VERSION);
        if (found > version) {
            throw new StoreException(
                    Reason.UNUSABLE,
                    "%s is %s of format %d, this Spillway knows up to %d: a newer one uses it. Run that one here as well."
                            .formatted(where, kind, found, version));
        }
        return fields;
    }
}
