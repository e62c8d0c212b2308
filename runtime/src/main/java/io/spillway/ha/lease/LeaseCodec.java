package io.spillway.ha.lease;

import io.spillway.ha.document.DocumentFields;
import io.spillway.ha.document.DocumentFormat;
import io.spillway.spi.store.StoreException;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.node.ObjectNode;

/** The lease object's bytes: JSON of one line. */
final class LeaseCodec {
    private static final DocumentFormat FORMAT = new DocumentFormat("a lease", 1);

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
        long epoch = root.positive("epoch");
        long leaseMs = root.positive("leaseMs");
        Map<String, String> information = new TreeMap<>();
        root.any("leaderInformation")
                .properties()
                .forEach(entry -> information.put(entry.getKey(), entry.getValue().asText()));
        return new LeaseDocument(
                holder,
                epoch,
                nonce,
                leaseMs,
                root.any("released").asBoolean(),
                root.any("ended").asBoolean(),
                information);
    }
}
