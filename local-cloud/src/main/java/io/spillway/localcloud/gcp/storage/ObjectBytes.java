package io.spillway.localcloud.gcp.storage;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * An object's bytes, in pieces. What is composed or cut out of them shares them, as no byte is
 * written anew in the real store. Immutable.
 */
final class ObjectBytes {
    private final List<ByteBuffer> pieces;
    private final long length;
    private volatile String crc32c;

    private ObjectBytes(List<ByteBuffer> pieces) {
        this.pieces = List.copyOf(pieces);
        this.length = pieces.stream().mapToLong(ByteBuffer::remaining).sum();
    }

    /** All of an array that nobody changes any more. */
    static ObjectBytes of(byte[] bytes) {
        return new ObjectBytes(List.of(ByteBuffer.wrap(bytes)));
    }

    /** A part of an array that nobody changes any more. */
    static ObjectBytes of(byte[] bytes, int from, int to) {
        return new ObjectBytes(List.of(ByteBuffer.wrap(bytes, from, to - from)));
    }

    /** One after the other. */
    static ObjectBytes joined(List<ObjectBytes> all) {
        return new ObjectBytes(all.stream().flatMap(each -> each.pieces.stream()).toList());
    }

    /**
     * Those from the first place to before the second.
     *
     * @param to {@link #length} at most
     */
    ObjectBytes cut(long from, long to) {
        List<ByteBuffer> some = new ArrayList<>();
        long at = 0;
        for (ByteBuffer each : pieces) {
            long first = Math.max(from - at, 0);
            long last = Math.min(to - at, each.remaining());
            if (first < last) {
                some.add(
                        each.duplicate()
                                .position(each.position() + (int) first)
                                .limit(each.position() + (int) last));
            }
            at += each.remaining();
        }
        return new ObjectBytes(some);
    }

    long length() {
        return length;
    }

    /** In their order; not to be changed. */
    List<ByteBuffer> pieces() {
        return pieces;
    }

    /** Their checksum as the API writes it. */
    String crc32c() {
        if (crc32c == null) {
            CRC32C crc = new CRC32C();
            pieces.forEach(each -> crc.update(each.duplicate()));
            ByteBuffer bigEndian = ByteBuffer.allocate(Integer.BYTES).putInt((int) crc.getValue());
            crc32c =
                    new String(
                            Base64.getEncoder().encode(bigEndian.array()),
                            StandardCharsets.US_ASCII);
        }
        return crc32c;
    }
}
