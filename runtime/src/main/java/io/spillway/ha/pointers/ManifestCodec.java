package io.spillway.ha.pointers;

import io.spillway.ha.pointers.ManifestContent.Entry;
import io.spillway.program.JobFingerprint;
import io.spillway.spi.store.StoreException;
import io.spillway.spi.store.StoreException.Reason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.core.JsonProcessingException;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.DeserializationFeature;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.JsonNode;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.ObjectMapper;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.node.ObjectNode;

/** A manifest object's bytes: JSON of one line. */
final class ManifestCodec {
    private static final int FORMAT = 1;
    private static final ObjectMapper JSON =
            new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private ManifestCodec() {}

    static byte[] encode(ManifestDocument document) {
        ObjectNode root = JSON.createObjectNode();
        root.put("formatVersion", FORMAT);
        root.put("epoch", document.epoch());
        root.put("nonce", document.nonce());
        document.content().counter().ifPresent(counter -> root.put("counter", counter));
        document.content()
                .program()
                .ifPresent(
                        program ->
                                root.putObject("program")
                                        .put("jar", program.jar())
                                        .put("jarSha256", program.jarSha256())
                                        .put("mainClass", program.mainClass())
                                        .put("argumentsSha256", program.argumentsSha256()));
        ObjectNode entries = root.putObject("entries");
        document.content()
                .entries()
                .forEach(
                        (name, entry) ->
                                entries.putObject(name)
                                        .put("handle", entry.handle())
                                        .put("deleting", entry.deleting()));
        try {
            return JSON.writeValueAsBytes(root);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * @param where the object is, for the message
     * @throws StoreException when it is no manifest, or one of a newer Spillway
     */
    static ManifestDocument decode(byte[] content, String where) throws StoreException {
        JsonNode root;
        try {
            root = JSON.readTree(content);
        } catch (IOException e) {
            throw unusable(where + " isn't a manifest: it isn't JSON", e);
        }
        long format = positive(root, "formatVersion", where);
        if (format > FORMAT) {
            throw unusable(
                    "%s is a manifest of format %d, this Spillway knows up to %d: a newer one uses it"
                            .formatted(where, format, FORMAT),
                    null);
        }
        long epoch = positive(root, "epoch", where);
        String nonce = text(root, "nonce", where);
        OptionalLong counter =
                root.has("counter")
                        ? OptionalLong.of(positive(root, "counter", where))
                        : OptionalLong.empty();
        return new ManifestDocument(
                epoch,
                nonce,
                new ManifestContent(counter, entries(root, where), program(root, where)));
    }

    /** Documents of earlier versions have none. */
    private static Optional<JobFingerprint> program(JsonNode root, String where)
            throws StoreException {
        JsonNode program = root.path("program");
        if (program.isMissingNode()) {
            return Optional.empty();
        }
        String inProgram = where + ", 'program',";
        return Optional.of(
                new JobFingerprint(
                        text(program, "jar", inProgram),
                        text(program, "jarSha256", inProgram),
                        text(program, "mainClass", inProgram),
                        text(program, "argumentsSha256", inProgram)));
    }

    private static SortedMap<String, Entry> entries(JsonNode root, String where)
            throws StoreException {
        JsonNode node = root.path("entries");
        if (!node.isObject()) {
            throw unusable("%s isn't a manifest: 'entries' is missing".formatted(where), null);
        }
        SortedMap<String, Entry> entries = new TreeMap<>();
        for (Map.Entry<String, JsonNode> each : node.properties()) {
            String inEntry = "%s, entry '%s',".formatted(where, each.getKey());
            JsonNode deleting = each.getValue().path("deleting");
            if (!deleting.isBoolean()) {
                throw unusable("%s isn't whole: 'deleting' is missing".formatted(inEntry), null);
            }
            entries.put(
                    each.getKey(),
                    new Entry(text(each.getValue(), "handle", inEntry), deleting.asBoolean()));
        }
        return entries;
    }

    private static String text(JsonNode parent, String field, String where) throws StoreException {
        JsonNode value = parent.path(field);
        if (!value.isTextual() || value.asText().isEmpty()) {
            throw unusable("%s isn't a manifest: '%s' is missing".formatted(where, field), null);
        }
        return value.asText();
    }

    private static long positive(JsonNode root, String field, String where) throws StoreException {
        JsonNode value = root.path(field);
        if (!value.isIntegralNumber() || !value.canConvertToLong() || value.asLong() < 1) {
            throw unusable(
                    "%s isn't a manifest: '%s' is '%s' instead of a whole number from 1"
                            .formatted(where, field, value.asText()),
                    null);
        }
        return value.asLong();
    }

    private static StoreException unusable(String message, Throwable cause) {
        return new StoreException(Reason.UNUSABLE, message, cause);
    }
}
