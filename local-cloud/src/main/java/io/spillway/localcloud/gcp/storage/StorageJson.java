package io.spillway.localcloud.gcp.storage;

import io.spillway.localcloud.gcp.api.ApiJson;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.JsonNode;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.node.ObjectNode;

/** Objects as the API writes them. */
final class StorageJson {
    private StorageJson() {}

    /**
     * An object as a call wants it told.
     *
     * @param fields those of it, parted by commas, as "Partial responses" has it; empty for all
     */
    static ObjectNode object(String bucket, StorageObject object, Optional<String> fields) {
        if (fields.isPresent() && fields.get().equals("generation")) {
            // Often asked for, and no reason to look through all bytes for their checksum.
            return ApiJson.node().put("generation", Long.toString(object.generation()));
        }
        ObjectNode whole = object(bucket, object);
        return fields.isEmpty() ? whole : whole.retain(fields.get().split(","));
    }

    /** All that there is to tell of one. */
    static ObjectNode object(String bucket, StorageObject object) {
        ObjectNode node = ApiJson.node();
        node.put("kind", "storage#object");
        node.put("id", "%s/%s/%d".formatted(bucket, object.name(), object.generation()));
        node.put("name", object.name());
        node.put("bucket", bucket);
        node.put("generation", Long.toString(object.generation()));
        node.put("metageneration", Long.toString(object.metageneration()));
        node.put("contentType", object.contentType());
        node.put("storageClass", "STANDARD");
        node.put("size", Long.toString(object.content().length()));
        node.put("crc32c", object.content().crc32c());
        node.put("etag", etag(object));
        String time = Instant.ofEpochMilli(object.updatedMillis()).toString();
        node.put("timeCreated", time);
        node.put("updated", time);
        object.components().ifPresent(count -> node.put("componentCount", count));
        if (!object.metadata().isEmpty()) {
            ObjectNode metadata = node.putObject("metadata");
            new TreeMap<>(object.metadata()).forEach(metadata::put);
        }
        return node;
    }

    static String etag(StorageObject object) {
        return "g%d-m%d".formatted(object.generation(), object.metageneration());
    }

    /** What a request says of an object's metadata. */
    static Map<String, String> metadata(JsonNode described) {
        Map<String, String> metadata = new TreeMap<>();
        described
                .path("metadata")
                .properties()
                .forEach(each -> metadata.put(each.getKey(), each.getValue().asText()));
        return metadata;
    }
}
