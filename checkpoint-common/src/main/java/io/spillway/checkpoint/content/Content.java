package io.spillway.checkpoint.content;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.zip.CRC32C;

/** What a request sends. It can be read as often as attempts are made. */
public interface Content {

    /** How many bytes. */
    long size();

    /** Opens it at its first byte. */
    InputStream open() throws IOException;

    /** Bytes of the caller's, who doesn't change them meanwhile. */
    static Content of(byte[] bytes) {
        return new Content() {
            @Override
            public long size() {
                return bytes.length;
            }

            @Override
            public InputStream open() {
                return new ByteArrayInputStream(bytes);
            }
        };
    }

    /** A piece of a file. */
    static Content of(Path file, long from, long size) {
        return new Content() {
            @Override
            public long size() {
                return size;
            }

            @Override
            public InputStream open() throws IOException {
                InputStream in = Files.newInputStream(file);
                try {
                    in.skipNBytes(from);
                    return new LimitedInputStream(in, size);
                } catch (IOException e) {
                    in.close();
                    throw e;
                }
            }
        };
    }

    /** CRC-32C of it, as the clouds write checksums. */
    default String checksum() throws IOException {
        CRC32C crc = new CRC32C();
        byte[] chunk = new byte[(int) Math.min(64 * 1024, Math.max(1, size()))];
        try (InputStream in = open()) {
            for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
                crc.update(chunk, 0, n);
            }
        }
        return encoded(crc);
    }

    /** As the clouds write one. */
    static String encoded(CRC32C crc) {
        long value = crc.getValue();
        byte[] bigEndian = {
            (byte) (value >> 24), (byte) (value >> 16), (byte) (value >> 8), (byte) value
        };
        return new String(Base64.getEncoder().encode(bigEndian), StandardCharsets.US_ASCII);
    }
}
