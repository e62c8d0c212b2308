package io.spillway.localcloud.gcp.storage;

import io.spillway.localcloud.http.HttpHead;
import io.spillway.localcloud.objectstore.SeenRequest;
import io.spillway.localcloud.objectstore.StoreDialect;
import java.util.Map;

/**
 * The JSON API's requests, called as its reference calls them; {@code objects.get?alt=media} reads.
 */
public final class StorageDialect implements StoreDialect {
    private static final String GET_MEDIA = "objects.get?alt=media";

    @Override
    public String kind(String method, String path, String query, Map<String, String> headers) {
        if (path.startsWith("/batch/")) {
            return "batch";
        }
        if (path.startsWith("/upload/")) {
            return query.contains("upload_id=") ? "objects.insert.piece" : "objects.insert";
        }
        if (path.endsWith("/compose")) {
            return "objects.compose";
        }
        if (path.contains("/rewriteTo/")) {
            return "objects.rewrite";
        }
        if (path.endsWith("/o")) {
            return "objects.list";
        }
        if (!path.contains("/o/")) {
            return "buckets." + verb(method);
        }
        return query.contains("alt=media") ? GET_MEDIA : "objects." + verb(method);
    }

    private static String verb(String method) {
        return switch (method) {
            case "GET" -> "get";
            case "PATCH" -> "patch";
            case "DELETE" -> "delete";
            default -> method;
        };
    }

    @Override
    public boolean readsObject(SeenRequest request) {
        return request.kind().equals(GET_MEDIA);
    }

    /** The server checks and writes in one step. */
    @Override
    public boolean oneAtATime(SeenRequest request) {
        return false;
    }

    @Override
    public HttpHead withoutConditions(HttpHead head) {
        return head.withFirst(
                head.first()
                        .replaceAll("if(Meta)?[gG]eneration(Not)?Match=[0-9]+&?", "")
                        .replaceAll("[?&] HTTP", " HTTP"));
    }

    @Override
    public Refusal refusal(int status, String code) {
        return new Refusal(
                "application/json",
                "{\"error\":{\"code\":%d,\"message\":\"as the relay was told\",\"errors\":[{\"domain\":\"global\",\"reason\":\"%s\",\"message\":\"as the relay was told\"}]}}"
                        .formatted(status, code),
                Map.of());
    }
}
