package io.spillway.localcloud.objectstore;

import java.util.Map;
import java.util.Optional;

/**
 * A request that went through a relay.
 *
 * @param kind as S3 calls it: PutObject, UploadPart
 * @param path as it was sent
 * @param headers with names in lower case
 */
public record SeenRequest(
        String kind, String method, String path, String query, Map<String, String> headers) {

    /** A header's value. */
    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name));
    }

    boolean conditionalWrite() {
        return !method.equals("GET")
                && !method.equals("HEAD")
                && (headers.containsKey("if-match") || headers.containsKey("if-none-match"));
    }

    static SeenRequest of(String method, String target, Map<String, String> headers) {
        int mark = target.indexOf('?');
        String path = mark < 0 ? target : target.substring(0, mark);
        String query = mark < 0 ? "" : target.substring(mark + 1);
        boolean copy = headers.containsKey("x-amz-copy-source");
        boolean part = query.contains("uploadId=");
        boolean object = path.indexOf('/', 1) > 0 && path.indexOf('/', 1) < path.length() - 1;
        String kind =
                switch (method) {
                    case "GET" -> object ? "GetObject" : get(query);
                    case "HEAD" -> object ? "HeadObject" : "HeadBucket";
                    case "PUT" -> put(copy, part, object);
                    case "POST" -> post(query, part);
                    case "DELETE" -> part ? "AbortMultipartUpload" : "DeleteObject";
                    default -> method;
                };
        return new SeenRequest(kind, method, path, query, headers);
    }

    private static String get(String query) {
        return query.contains("uploads") ? "ListMultipartUploads" : "ListObjectsV2";
    }

    private static String put(boolean copy, boolean part, boolean object) {
        if (!object) {
            return "CreateBucket";
        }
        if (part) {
            return copy ? "UploadPartCopy" : "UploadPart";
        }
        return copy ? "CopyObject" : "PutObject";
    }

    private static String post(String query, boolean part) {
        if (part) {
            return "CompleteMultipartUpload";
        }
        return query.contains("delete") ? "DeleteObjects" : "CreateMultipartUpload";
    }
}
