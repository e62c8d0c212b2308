package io.spillway.localcloud.gcp.storage;

import io.spillway.localcloud.gcp.api.ApiCall;
import io.spillway.localcloud.gcp.api.ApiJson;
import io.spillway.localcloud.gcp.api.ApiProblem;
import io.spillway.localcloud.http.HttpAnswer;
import io.spillway.localcloud.http.HttpRequest;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/** Which call a request is, and its answer. Thread-safe. */
final class StorageApi {
    private static final List<String> SERVICE = List.of("storage", "v1", "b");
    private static final String BATCH = "batch_spillway";

    /** Source: "Batch requests": no more than 100 calls. */
    private static final int MOST_IN_BATCH = 100;

    private final Map<String, Bucket> buckets = new ConcurrentHashMap<>();
    private final Uploads uploads = new Uploads();
    private volatile long rewriteStep = Long.MAX_VALUE / 2;

    StorageApi(List<String> names, LongSupplier millis) {
        names.forEach(each -> buckets.put(each, new Bucket(each, millis)));
    }

    void limitWrites(long eachMillis) {
        buckets.values().forEach(each -> each.limitWrites(eachMillis));
    }

    void rewriteBySteps(long bytes) {
        rewriteStep = bytes;
    }

    HttpAnswer answer(HttpRequest request) {
        try {
            ApiCall call = ApiCall.of(request);
            return call.path().get(0).equals("batch") ? batch(call) : answer(call);
        } catch (ApiProblem e) {
            return ApiJson.answer(e);
        }
    }

    private HttpAnswer answer(ApiCall call) throws ApiProblem {
        List<String> path = call.path();
        if (path.get(0).equals("upload")) {
            return upload(call, path.subList(1, path.size()));
        }
        if (path.get(0).equals("download")) {
            path = path.subList(1, path.size());
        }
        if (path.size() < 4 || !path.subList(0, 3).equals(SERVICE)) {
            throw new ApiProblem(404, "notFound", "Not Found");
        }
        Bucket bucket = bucket(path.get(3));
        List<String> rest = path.subList(4, path.size());
        if (rest.isEmpty() && call.method().equals("GET")) {
            return ApiJson.answer(
                    200, ApiJson.node().put("kind", "storage#bucket").put("name", bucket.name()));
        }
        if (rest.isEmpty() || !rest.get(0).equals("o")) {
            throw new ApiProblem(404, "notFound", "Not Found");
        }
        return switch (rest.size()) {
            case 1 -> ofBucket(bucket, call);
            case 2 -> ofObject(bucket, rest.get(1), call);
            default -> ofSeveral(bucket, rest, call);
        };
    }

    private HttpAnswer upload(ApiCall call, List<String> path) throws ApiProblem {
        Bucket bucket = bucket(path.get(3));
        if (call.parameter("upload_id").isEmpty()) {
            return uploads.insert(bucket, call);
        }
        return call.method().equals("DELETE") ? uploads.cancel(call) : uploads.piece(call);
    }

    private static HttpAnswer ofBucket(Bucket bucket, ApiCall call) throws ApiProblem {
        if (call.method().equals("GET")) {
            return ObjectCalls.list(bucket, call);
        }
        throw notAllowed();
    }

    private static HttpAnswer ofObject(Bucket bucket, String name, ApiCall call) throws ApiProblem {
        return switch (call.method()) {
            case "GET" -> ObjectCalls.get(bucket, name, call);
            case "PATCH" -> ObjectCalls.patch(bucket, name, call);
            case "DELETE" -> ObjectCalls.delete(bucket, name, call);
            default -> throw notAllowed();
        };
    }

    private HttpAnswer ofSeveral(Bucket bucket, List<String> rest, ApiCall call) throws ApiProblem {
        if (!call.method().equals("POST")) {
            throw notAllowed();
        }
        if (rest.size() == 3 && rest.get(2).equals("compose")) {
            return ObjectCalls.compose(bucket, rest.get(1), call);
        }
        if (rest.size() == 7 && rest.get(2).equals("rewriteTo")) {
            return ObjectCalls.rewrite(
                    bucket, rest.get(1), bucket(rest.get(4)), rest.get(6), rewriteStep, call);
        }
        throw new ApiProblem(404, "notFound", "Not Found");
    }

    private static ApiProblem notAllowed() {
        return new ApiProblem(405, "methodNotAllowed", "Method Not Allowed");
    }

    private Bucket bucket(String name) throws ApiProblem {
        Bucket bucket = buckets.get(name);
        if (bucket == null) {
            throw new ApiProblem(404, "notFound", "The specified bucket does not exist.");
        }
        return bucket;
    }

    private HttpAnswer batch(ApiCall call) throws ApiProblem {
        List<BodyParts.Part> calls = BodyParts.of(call.contentType(), call.body());
        if (calls.size() > MOST_IN_BATCH) {
            throw ApiProblem.invalid(
                    "The batch request has %d calls, and %d are allowed"
                            .formatted(calls.size(), MOST_IN_BATCH));
        }
        ByteArrayOutputStream answers = new ByteArrayOutputStream();
        for (BodyParts.Part each : calls) {
            String id = each.headers().getOrDefault("content-id", "");
            answers.writeBytes(
                    "--%s\r\nContent-Type: application/http\r\nContent-ID: %s\r\n\r\n"
                            .formatted(BATCH, id.replaceFirst("^<?", "<response-"))
                            .getBytes(StandardCharsets.UTF_8));
            answers.writeBytes(inBatch(each.content()).bytes(true));
            answers.writeBytes("\r\n".getBytes(StandardCharsets.UTF_8));
        }
        answers.writeBytes("--%s--\r\n".formatted(BATCH).getBytes(StandardCharsets.UTF_8));
        return new HttpAnswer(
                200,
                Map.of("Content-Type", "multipart/mixed; boundary=" + BATCH),
                answers.toByteArray());
    }

    private HttpAnswer inBatch(byte[] http) {
        try {
            int blank = BodyParts.find(http, "\r\n\r\n".getBytes(StandardCharsets.UTF_8), 0);
            int end = blank < 0 ? http.length : blank;
            String head = new String(http, 0, end, StandardCharsets.ISO_8859_1);
            String[] first = head.split("\r\n", 2)[0].split(" ", 3);
            String target = first[1].replaceFirst("^https?://[^/]+", "");
            int mark = target.indexOf('?');
            return answer(
                    ApiCall.of(
                            first[0],
                            mark < 0 ? target : target.substring(0, mark),
                            mark < 0 ? "" : target.substring(mark + 1),
                            BodyParts.headers(head),
                            Arrays.copyOfRange(http, Math.min(http.length, end + 4), http.length)));
        } catch (ApiProblem e) {
            return ApiJson.answer(e);
        }
    }
}
