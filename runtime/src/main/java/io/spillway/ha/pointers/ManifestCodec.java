package io.spillway.ha.pointers;

import io.spillway.document.DocumentFields;
import io.spillway.document.DocumentFormat;
import io.spillway.ha.pointers.ManifestContent.Entry;
import io.spillway.program.JobFingerprint;
import io.spillway.spi.store.StoreException;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.node.ObjectNode;

/** A manifest object's bytes: JSON of one line. */
final class ManifestCodec {
    private static final DocumentFormat FORMAT =
            new DocumentFormat(
                    "a manifest",
                    1,
                    "Put an earlier version of it back; or set another high-availability.cluster-id, and begin from the last checkpoint by execution.state-recovery.path.");

    private ManifestCodec() {}

    static byte[] encode(ManifestDocument document) {
        ObjectNode root = FORMAT.begin();
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
        document.content().origin().ifPresent(origin -> put(root.putObject("origin"), origin));
        ObjectNode entries = root.putObject("entries");
        document.content()
                .entries()
                .forEach(
                        (name, entry) ->
                                entries.putObject(name)
                                        .put("handle", entry.handle())
                                        .put("deleting", entry.deleting()));
        return DocumentFormat.bytes(root);
    }

    private static void put(ObjectNode node, ClusterOrigin origin) {
        node.put("by", origin.by()).put("at", origin.at().toString());
        origin.checkpoints().ifPresent(checkpoints -> node.put("checkpoints", checkpoints));
    }

    /**
     * @param where the object is, for the message
     * @throws StoreException when it is no manifest, or one of a newer Spillway
     */
    static ManifestDocument decode(byte[] content, String where) throws StoreException {
        DocumentFields root = FORMAT.read(content, where);
        long epoch = root.positive("epoch");
        String nonce = root.text("nonce");
        OptionalLong counter =
                root.has("counter")
                        ? OptionalLong.of(root.positive("counter"))
                        : OptionalLong.empty();
        SortedMap<String, Entry> entries = new TreeMap<>();
        for (Map.Entry<String, DocumentFields> each : root.entries("entries").entrySet()) {
            entries.put(each.getKey(), entry(each.getValue()));
        }
        return new ManifestDocument(
                epoch, nonce, new ManifestContent(counter, entries, program(root), origin(root)));
    }

    /** Documents of earlier versions have none. */
    private static Optional<JobFingerprint> program(DocumentFields root) throws StoreException {
        if (!root.has("program")) {
            return Optional.empty();
        }
        DocumentFields program = root.object("program");
        return Optional.of(
                new JobFingerprint(
                        program.text("jar"),
                        program.text("jarSha256"),
                        program.text("mainClass"),
                        program.text("argumentsSha256")));
    }

    /** Documents of earlier versions have none. */
    private static Optional<ClusterOrigin> origin(DocumentFields root) throws StoreException {
        if (!root.has("origin")) {
            return Optional.empty();
        }
        DocumentFields origin = root.object("origin");
        return Optional.of(
                new ClusterOrigin(
                        origin.text("by"),
                        origin.instant("at"),
                        origin.has("checkpoints")
                                ? Optional.of(origin.text("checkpoints"))
                                : Optional.empty()));
    }

    private static Entry entry(DocumentFields fields) throws StoreException {
        if (!fields.has("deleting")) {
            throw fields.missing("deleting");
        }
        return new Entry(fields.text("handle"), fields.flag("deleting"));
    }
}
