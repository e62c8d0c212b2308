package io.spillway.upgrade;

import io.spillway.upgrade.UpgradeRecord.Jar;
import io.spillway.upgrade.UpgradeRecord.Phase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Optional;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.core.JsonProcessingException;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.JsonNode;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.ObjectMapper;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.node.ObjectNode;

/** An upgrade record's bytes: JSON of one line. */
public final class UpgradeRecordCodec {
    private static final int FORMAT = 1;
    private static final ObjectMapper JSON = new ObjectMapper();

    private UpgradeRecordCodec() {}

    /** Never fails. */
    public static byte[] encode(UpgradeRecord record) {
        ObjectNode root = JSON.createObjectNode();
        root.put("formatVersion", FORMAT);
        root.put("id", record.id());
        root.put("phase", record.phase().name());
        root.put("rollback", record.rollback());
        root.put("job", record.job());
        put(root.putObject("from"), record.from());
        put(root.putObject("to"), record.to());
        root.put("directory", record.directory());
        root.put("target", record.target());
        record.savepoint().ifPresent(path -> root.put("savepoint", path));
        try {
            return JSON.writeValueAsBytes(root);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void put(ObjectNode node, Jar jar) {
        node.put("name", jar.name()).put("sha256", jar.sha256());
    }

    /**
     * Reads it.
     *
     * @param where it is, for the message
     * @throws IOException when it is no record, or one of a newer Spillway; the message says so
     */
    public static UpgradeRecord decode(byte[] content, String where) throws IOException {
        JsonNode root;
        try {
            root = JSON.readTree(content);
        } catch (JsonProcessingException e) {
            throw new IOException(where + " isn't an upgrade's record: it isn't JSON", e);
        }
        int format = root.path("formatVersion").asInt(0);
        if (format < 1) {
            throw missing("formatVersion", where);
        }
        if (format > FORMAT) {
            throw new IOException(
                    "%s is an upgrade's record of format %d, this Spillway knows up to %d: a newer one began the upgrade"
                            .formatted(where, format, FORMAT));
        }
        Phase phase = phase(text(root, "phase", where), where);
        Optional<String> savepoint =
                Optional.of(root.path("savepoint").asText()).filter(path -> !path.isEmpty());
        if (phase != Phase.STOPPING && savepoint.isEmpty()) {
            throw missing("savepoint", where);
        }
        return new UpgradeRecord(
                text(root, "id", where),
                phase,
                root.path("rollback").asBoolean(),
                text(root, "job", where),
                jar(root, "from", where),
                jar(root, "to", where),
                text(root, "directory", where),
                text(root, "target", where),
                savepoint);
    }

    private static Phase phase(String name, String where) throws IOException {
        return Arrays.stream(Phase.values())
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow(
                        () ->
                                new IOException(
                                        "%s isn't an upgrade's record: 'phase' is '%s' instead of one of %s"
                                                .formatted(
                                                        where,
                                                        name,
                                                        Arrays.toString(Phase.values()))));
    }

    private static Jar jar(JsonNode root, String field, String where) throws IOException {
        JsonNode jar = root.path(field);
        String inJar = "%s, '%s',".formatted(where, field);
        return new Jar(text(jar, "name", inJar), text(jar, "sha256", inJar));
    }

    private static String text(JsonNode parent, String field, String where) throws IOException {
        String value = parent.path(field).asText();
        if (value.isEmpty()) {
            throw missing(field, where);
        }
        return value;
    }

    private static IOException missing(String field, String where) {
        return new IOException(
                "%s isn't an upgrade's record: '%s' is missing".formatted(where, field));
    }
}
