package io.spillway.localcloud.objectstore;

import io.spillway.localcloud.http.HttpHead;
import java.util.Map;
import java.util.Set;

/**
 * S3's requests. Conditional writes go one at a time before servers that don't check and write in
 * one step, as most that run on a developer's machine.
 */
final class S3Dialect implements StoreDialect {
    private static final String GET_OBJECT = "GetObject";

    private final boolean atomic;

    /**
     * A dialect.
     *
     * @param atomic whether the server checks and writes in one step
     */
    S3Dialect(boolean atomic) {
        this.atomic = atomic;
    }

    @Override
    public String kind(String method, String path, String query, Map<String, String> headers) {
        boolean copy = headers.containsKey("x-amz-copy-source");
        boolean part = query.contains("uploadId=");
        boolean object = path.indexOf('/', 1) > 0 && path.indexOf('/', 1) < path.length() - 1;
        return switch (method) {
            case "GET" -> object ? GET_OBJECT : get(query);
            case "HEAD" -> object ? "HeadObject" : "HeadBucket";
            case "PUT" -> put(copy, part, object);
            case "POST" -> post(query, part);
            case "DELETE" -> part ? "AbortMultipartUpload" : "DeleteObject";
            default -> method;
        };
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

    @Override
    public boolean readsObject(SeenRequest request) {
        return request.kind().equals(GET_OBJECT);
    }

    @Override
    public boolean oneAtATime(SeenRequest request) {
        return !atomic
                && !request.method().equals("GET")
                && !request.method().equals("HEAD")
                && (request.headers().containsKey("if-match")
                        || request.headers().containsKey("if-none-match"));
    }

    @Override
    public HttpHead withoutConditions(HttpHead head) {
        return head.without(Set.of("if-match", "if-none-match"));
    }

    @Override
    public Refusal refusal(int status, String code) {
        return new Refusal(
                "application/xml",
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Error><Code>%s</Code><Message>as the relay was told</Message><RequestId>relay</RequestId></Error>"
                        .formatted(code),
                status == 301 ? Map.of("x-amz-bucket-region", "eu-north-1") : Map.of());
    }
}
