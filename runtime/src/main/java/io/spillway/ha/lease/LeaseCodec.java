package io.spillway.ha.lease;

import io.spillway.document.DocumentFields;
import io.spillway.document.DocumentFormat;
import io.spillway.spi.store.StoreException;
import java.util.TreeMap;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.node.ObjectNode;

/** The lease object's bytes: JSON of one line. */
final class LeaseCodec {
    private static final DocumentFormat FORMAT =
            new DocumentFormat(
                    "a lease",
                    1,
                    "Put an earlier version of it back, or delete it while no JobManager of the cluster runs.");

    private LeaseCodec() {}

    static byte[] encode(LeaseDocument document) {
        ObjectNode root = FORMAT.begin();
        root.put("holder", document.holder());
        root.put("epoch", document.epoch());
        root.put("nonce", document.nonce());
        root.put("leaseMs", document.leaseMs());
        root.put("released", document.released());
        root.put("ended", document.ended());
        ObjectNode information = root.putObject("leaderInformation");
        new TreeMap<>(document.leaderInformation()).forEach(information::put);
        return DocumentFormat.bytes(root);
    }

    /**
     * @param where the object is, for the message
     * @throws StoreException when it is no lease, or one of a newer Spillway
     */
    static LeaseDocument decode(byte[] content, String where) throws StoreException {
        DocumentFields root = FORMAT.read(content, where);
        String holder = root.text("holder");
        String nonce = root.text("nonce");
        return new LeaseDocument(
                holder,
                root.positive("epoch"),
                nonce,
                root.positive("leaseMs"),
                root.flag("released"),
                root.flag("ended"),
                root.texts("leaderInformation"));
    }
}
