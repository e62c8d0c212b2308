package io.spillway.upgrade;

import io.spillway.document.DocumentFields;
import io.spillway.document.DocumentFormat;
import io.spillway.spi.store.StoreException;
import io.spillway.upgrade.UpgradeRecord.Jar;
import io.spillway.upgrade.UpgradeRecord.Phase;
import java.io.IOException;
import java.util.Optional;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.node.ObjectNode;

/** An upgrade record's bytes: JSON of one line. */
public final class UpgradeRecordCodec {
    private static final DocumentFormat FORMAT =
            new DocumentFormat(
                    "an upgrade's record",
                    1,
                    "Put an earlier version of it back, or delete it if no upgrade is under way.");

    private UpgradeRecordCodec() {}

    /**
     * Never fails.
     *
     * @param nonce different in each write: by it a writer knows its own
     */
    public static byte[] encode(UpgradeRecord record, String nonce) {
        ObjectNode root = FORMAT.begin();
        root.put("nonce", nonce);
        root.put("id", record.id());
        root.put("phase", record.phase().name());
        root.put("rollback", record.rollback());
        root.put("job", record.job());
        put(root.putObject("from"), record.from());
        put(root.putObject("to"), record.to());
        root.put("directory", record.directory());
        root.put("target", record.target());
        record.savepoint().ifPresent(path -> root.put("savepoint", path));
        return DocumentFormat.bytes(root);
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
        try {
            return decode(FORMAT.read(content, where));
        } catch (StoreException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private static UpgradeRecord decode(DocumentFields root) throws StoreException {
        Phase phase = root.constant("phase", Phase.class);
        Optional<String> savepoint =
                phase == Phase.STOPPING && !root.has("savepoint")
                        ? Optional.empty()
                        : Optional.of(root.text("savepoint"));
        return new UpgradeRecord(
                root.text("id"),
                phase,
                root.flag("rollback"),
                root.text("job"),
                jar(root.object("from")),
                jar(root.object("to")),
                root.text("directory"),
                root.text("target"),
                savepoint);
    }

    private static Jar jar(DocumentFields jar) throws StoreException {
        return new Jar(jar.text("name"), jar.text("sha256"));
    }
}
