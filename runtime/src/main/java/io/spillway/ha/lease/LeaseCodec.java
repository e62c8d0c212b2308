package io.spillway.ha.lease;

import io.spillway.spi.store.StoreException;
import io.spillway.spi.store.StoreException.Reason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.core.JsonProcessingException;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.JsonNode;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.ObjectMapper;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.node.ObjectNode;

/** The lease object's bytes: JSON of one line. */
final class LeaseCodec {
    private static final int FORMAT = 1;
    private static final ObjectMapper JSON = new ObjectMapper();

    private LeaseCodec() {}

    static byte[] encode(LeaseDocument document) {
        ObjectNode root = JSON.createObjectNode();
        root.put("formatVersion", FORMAT);
        root.put("holder", document.holder());
        root.put("epoch", document.epoch());
        root.put("nonce", document.nonce());
        root.put("leaseMs", document.leaseMs());
        root.put("released", document.released());
        root.put("ended", document.ended());
        ObjectNode information = root.putObject("leaderInformation");
        new TreeMap<>(document.leaderInformation()).forEach(information::put);
        try {
            return JSON.writeValueAsBytes(root);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * @param where the object is, for the message
     * @throws StoreException when it is no lease, or one of a newer Spillway
     */
    static LeaseDocument decode(byte[] content, String where) throws StoreException {
        JsonNode root;
        try {
            root = JSON.readTree(content);
        } catch (IOException e) {
            throw unusable(where + " isn't a lease: it isn't JSON", e);
        }
        int format = root.path("formatVersion").asInt(0);
        if (format > FORMAT) {
            throw unusable(
                    "%s is a lease of format %d, this Spillway knows up to %d: a newer one uses it"
                            .formatted(where, format, FORMAT),
                    null);
        }
        String holder = text(root, "holder", where);
        String nonce = text(root, "nonce", where);
        long epoch = positive(root, "epoch", where);
        long leaseMs = positive(root, "leaseMs", where);
        Map<String, String> information = new TreeMap<>();
        root.path("leaderInformation")
                .properties()
                .forEach(entry -> information.put(entry.getKey(), entry.getValue().asText()));
        return new LeaseDocument(
                holder,
                epoch,
                nonce,
                leaseMs,
                root.path("released").asBoolean(),
                root.path("ended").asBoolean(),
                information);
    }

    private static String text(JsonNode root, String field, String where) throws StoreException {
        String value = root.path(field).asText();
        if (value.isEmpty()) {
            throw unusable("%s isn't a lease: '%s' is missing".formatted(where, field), null);
        }
        return value;
    }

    private static long positive(JsonNode root, String field, String where) throws StoreException {
        if (!root.path(field).isIntegralNumber() || root.path(field).asLong() < 1) {
            throw unusable(
                    "%s isn't a lease: '%s' is %s instead of a whole number from 1"
                            .formatted(where, field, root.path(field)),
                    null);
        }
        return root.path(field).asLong();
    }

    private static StoreException unusable(String message, Throwable cause) {
        return new StoreException(Reason.UNUSABLE, message, cause);
    }
}
