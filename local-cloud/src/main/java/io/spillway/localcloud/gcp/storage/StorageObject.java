package io.spillway.localcloud.gcp.storage;

import java.util.Map;
import java.util.OptionalLong;

/**
 * A content of an object, not to be changed. It has a generation, what is told of it a
 * metageneration; the time is in milliseconds since 1970; components are how many objects it was
 * composed of, if it was.
 */
final class StorageObject {
    private final String name;
    private final long generation;
    private final long metageneration;
    private final ObjectBytes content;
    private final String contentType;
    private final Map<String, String> metadata;
    private final long updatedMillis;
    private final OptionalLong components;

    StorageObject(
            String name,
            long generation,
            long metageneration,
            ObjectBytes content,
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

    ObjectBytes content() {
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
