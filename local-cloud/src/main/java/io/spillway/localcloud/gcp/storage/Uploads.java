package io.spillway.localcloud.gcp.storage;

import io.spillway.localcloud.gcp.api.ApiCall;
import io.spillway.localcloud.gcp.api.ApiJson;
import io.spillway.localcloud.gcp.api.ApiProblem;
import io.spillway.localcloud.http.HttpAnswer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.JsonNode;

/**
 * Writes of objects: media alone, media with metadata, and in pieces.
 *
 * <p>Source: "Uploads and downloads" and "Resumable uploads" in Cloud Storage's documentation.
 */
final class Uploads {
    private static final Pattern RANGE = Pattern.compile("bytes (?:(\\d+)-(\\d+)|\\*)/(\\d+|\\*)");

    private final Map<String, Session> sessions = new HashMap<>();

    /** An upload in pieces, of which some have come. */
    private record Session(
            Bucket bucket,
            String name,
            JsonNode described,
            Map<String, String> parameters,
            List<ObjectBytes> received) {

        long size() {
            return received.stream().mapToLong(ObjectBytes::length).sum();
        }
    }

    HttpAnswer insert(Bucket bucket, ApiCall call) throws ApiProblem {
        String type = call.parameter("uploadType").orElse("");
        return switch (type) {
            case "media" ->
                    written(
                            bucket,
                            name(call, ApiJson.node()),
                            ApiJson.node().put("contentType", call.contentType()),
                            ObjectBytes.of(call.body()),
                            call.parameters());
            case "multipart" -> multipart(bucket, call);
            case "resumable" -> begin(bucket, call);
            default -> throw ApiProblem.invalid("Invalid uploadType: '%s'".formatted(type));
        };
    }

    private static HttpAnswer multipart(Bucket bucket, ApiCall call) throws ApiProblem {
        List<BodyParts.Part> parts = BodyParts.of(call.contentType(), call.body());
        if (parts.size() != 2) {
            throw ApiProblem.invalid(
                    "%d parts, and not metadata and media".formatted(parts.size()));
        }
        JsonNode described = ApiJson.read(parts.get(0).content());
        return written(
                bucket, name(call, described), described, parts.get(1).bytes(), call.parameters());
    }

    private static String name(ApiCall call, JsonNode described) throws ApiProblem {
        String name = call.parameter("name").orElse(described.path("name").asText(""));
        if (name.isEmpty()) {
            throw new ApiProblem(400, "required", "Required");
        }
        return name;
    }

    private static HttpAnswer written(
            Bucket bucket,
            String name,
            JsonNode described,
            ObjectBytes media,
            Map<String, String> parameters)
            throws ApiProblem {
        String checksum = described.path("crc32c").asText("");
        if (!checksum.isEmpty() && !checksum.equals(media.crc32c())) {
            throw ApiProblem.invalid(
                    "Provided CRC32C \"%s\" doesn't match calculated CRC32C \"%s\"."
                            .formatted(checksum, media.crc32c()));
        }
        StorageObject put =
                bucket.put(
                        name,
                        media,
                        described.path("contentType").asText("application/octet-stream"),
                        StorageJson.metadata(described),
                        OptionalLong.empty(),
                        Conditions.of(parameters));
        Optional<String> fields = Optional.ofNullable(parameters.get("fields"));
        return ApiJson.answer(200, StorageJson.object(bucket.name(), put, fields));
    }

    private synchronized HttpAnswer begin(Bucket bucket, ApiCall call) throws ApiProblem {
        JsonNode described = ApiJson.read(call.body());
        String name = name(call, described);
        Conditions.of(call.parameters()).check(bucket.find(name));
        String id = UUID.randomUUID().toString();
        sessions.put(
                id, new Session(bucket, name, described, call.parameters(), new ArrayList<>()));
        return new HttpAnswer(200, Map.of(), new byte[0])
                .with(
                        "Location",
                        "http://%s/upload/storage/v1/b/%s/o?uploadType=resumable&upload_id=%s"
                                .formatted(
                                        call.header("host").orElse("localhost"), bucket.name(), id))
                .with("X-GUploader-UploadID", id);
    }

    /** A piece of an upload, or the question how much of it has come. */
    synchronized HttpAnswer piece(ApiCall call) throws ApiProblem {
        String id = call.parameter("upload_id").orElse("");
        Session session = sessions.get(id);
        if (session == null) {
            throw new ApiProblem(404, "notFound", "No such upload: " + id);
        }
        String range =
                call.header("content-range")
                        .orElse(
                                "bytes 0-%d/%d"
                                        .formatted(call.body().length - 1, call.body().length));
        Matcher matcher = RANGE.matcher(range);
        if (!matcher.matches() && !range.equals("bytes 0--1/0")) {
            throw ApiProblem.invalid("Invalid Content-Range: " + range);
        }
        boolean piece = matcher.matches() && matcher.group(1) != null;
        if (piece && Long.parseLong(matcher.group(1)) != session.size()) {
            throw new ApiProblem(503, "backendError", "Invalid request: out of order");
        }
        session.received().add(ObjectBytes.of(call.body()));
        String total = matcher.matches() ? matcher.group(3) : "0";
        if (!total.equals("*") && Long.parseLong(total) == session.size()) {
            sessions.remove(id);
            return written(
                    session.bucket(),
                    session.name(),
                    session.described(),
                    ObjectBytes.joined(session.received()),
                    session.parameters());
        }
        HttpAnswer incomplete = new HttpAnswer(308, Map.of(), new byte[0]);
        return session.size() == 0
                ? incomplete
                : incomplete.with("Range", "bytes=0-" + (session.size() - 1));
    }

    synchronized HttpAnswer cancel(ApiCall call) {
        sessions.remove(call.parameter("upload_id").orElse(""));
        return new HttpAnswer(499, Map.of(), new byte[0]);
    }
}
