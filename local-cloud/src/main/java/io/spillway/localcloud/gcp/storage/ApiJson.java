package io.spillway.localcloud.gcp.storage;

import io.spillway.localcloud.http.HttpAnswer;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.JsonNode;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.ObjectMapper;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.node.ObjectNode;

/** Objects and errors as the API writes them. */
final class ApiJson {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final String TYPE = "application/json; charset=UTF-8";

    private ApiJson() {}

    static ObjectNode node() {
        return MAPPER.createObjectNode();
    }

    static JsonNode read(byte[] body) throws ApiProblem {
        try {
            return body.length == 0 ? node() : MAPPER.readTree(body);
        } catch (IOException e) {
            throw new ApiProblem(400, "parseError", "Parse Error: " + e.getMessage());
        }
    }

    static HttpAnswer answer(int status, JsonNode body) {
        return HttpAnswer.text(status, TYPE, body.toString());
    }

    static HttpAnswer answer(ApiProblem problem) {
        if (problem.status() == 304) {
            return new HttpAnswer(304, Map.of(), new byte[0]);
        }
        ObjectNode answer = node();
        ObjectNode error = answer.putObject("error");
        error.put("code", problem.status());
        error.put("message", problem.getMessage());
        error.putArray("errors")
                .addObject()
                .put("message", problem.getMessage())
                .put("domain", problem.status() == 429 ? "usageLimits" : "global")
                .put("reason", problem.reason());
        return answer(problem.status(), answer);
    }

    static ObjectNode object(String bucket, StorageObject object) {
        ObjectNode node = node();
        node.put("kind", "storage#object");
        node.put("id", "%s/%s/%d".formatted(bucket, object.name(), object.generation()));
        node.put("name", object.name());
        node.put("bucket", bucket);
        node.put("generation", Long.toString(object.generation()));
        node.put("metageneration", Long.toString(object.metageneration()));
        node.put("contentType", object.contentType());
        node.put("storageClass", "STANDARD");
        node.put("size", Integer.toString(object.content().length));
        node.put("crc32c", object.crc32c());
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
