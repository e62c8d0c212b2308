package io.spillway.localcloud.gcp.storage;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.OptionalLong;
import java.util.zip.CRC32C;

/**
 * A content of an object, not to be changed. It has a generation, what is told of it a
 * metageneration; the time is in milliseconds since 1970; components are how many objects it was
 * composed of, if it was.
 */
final class StorageObject {
    private final String name;
    private final long generation;
    private final long metageneration;
    private final byte[] content;
    private final String contentType;
    private final Map<String, String> metadata;
    private final long updatedMillis;
    private final OptionalLong components;

    StorageObject(
            String name,
            long generation,
            long metageneration,
            byte[] content,
            String contentType,
            Map<String, String> metadata,
            long updatedMillis,
            OptionalLong components) {
        this.name = name;
        this.generation = generation;
        this.metageneration = metageneration;
        this.content = content;
        this.contentType = contentType;
        this.metadata = metadata;
        this.updatedMillis = updatedMillis;
        this.components = components;
    }

    String name() {
        return name;
    }

    long generation() {
        return generation;
    }

    long metageneration() {
        return metageneration;
    }

    byte[] content() {
        return content;
    }

    String contentType() {
        return contentType;
    }

    Map<String, String> metadata() {
        return metadata;
    }

    long updatedMillis() {
        return updatedMillis;
    }

    OptionalLong components() {
        return components;
    }

    /** As the API writes it. */
    String crc32c() {
        CRC32C crc = new CRC32C();
        crc.update(content);
        long value = crc.getValue();
        byte[] bigEndian = {
            (byte) (value >> 24), (byte) (value >> 16), (byte) (value >> 8), (byte) value
        };
        return new String(Base64.getEncoder().encode(bigEndian), StandardCharsets.US_ASCII);
    }

    StorageObject described(Map<String, String> told, long nowMillis) {
        return new StorageObject(
                name,
                generation,
                metageneration + 1,
                content,
                contentType,
                Map.copyOf(told),
                nowMillis,
                components);
    }
}
