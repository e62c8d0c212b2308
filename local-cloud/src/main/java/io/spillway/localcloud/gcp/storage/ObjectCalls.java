package io.spillway.localcloud.gcp.storage;

import io.spillway.localcloud.gcp.api.ApiCall;
import io.spillway.localcloud.gcp.api.ApiJson;
import io.spillway.localcloud.gcp.api.ApiProblem;
import io.spillway.localcloud.http.HttpAnswer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.JsonNode;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.node.ArrayNode;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.node.ObjectNode;

/** What can be asked of objects that are there. */
final class ObjectCalls {
    private static final int LARGEST_PAGE = 1000;

    /** Source: "Composing objects": between 1 and 32. */
    private static final int MOST_SOURCES = 32;

    private static final Pattern RANGE = Pattern.compile("bytes=(\\d+)-(\\d*)");
    private static final Pattern SUFFIX = Pattern.compile("bytes=-(\\d+)");

    private ObjectCalls() {}

    static HttpAnswer list(Bucket bucket, ApiCall call) throws ApiProblem {
        OptionalLong most = Conditions.number(call.parameters(), "maxResults");
        Bucket.Listing listing =
                bucket.list(
                        call.parameter("prefix").orElse(""),
                        call.parameter("delimiter").orElse(""),
                        (int) Math.min(LARGEST_PAGE, Math.max(1, most.orElse(LARGEST_PAGE))),
                        token(call));
        ObjectNode answer = ApiJson.node().put("kind", "storage#objects");
        listing.next()
                .ifPresent(
                        last ->
                                answer.put(
                                        "nextPageToken",
                                        Base64.getUrlEncoder()
                                                .encodeToString(
                                                        last.getBytes(StandardCharsets.UTF_8))));
        if (!listing.objects().isEmpty()) {
            ArrayNode items = answer.putArray("items");
            listing.objects().forEach(each -> items.add(StorageJson.object(bucket.name(), each)));
        }
        if (!listing.prefixes().isEmpty()) {
            ArrayNode prefixes = answer.putArray("prefixes");
            listing.prefixes().forEach(prefixes::add);
        }
        return ApiJson.answer(200, answer);
    }

    private static String token(ApiCall call) throws ApiProblem {
        try {
            return new String(
                    Base64.getUrlDecoder().decode(call.parameter("pageToken").orElse("")),
                    StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw ApiProblem.invalid("Invalid page token");
        }
    }

    static HttpAnswer get(Bucket bucket, String name, ApiCall call) throws ApiProblem {
        StorageObject object =
                bucket.get(
                        name,
                        Conditions.number(call.parameters(), "generation"),
                        Conditions.of(call.parameters()));
        if (!call.parameter("alt").orElse("json").equals("media")) {
            return ApiJson.answer(
                    200, StorageJson.object(bucket.name(), object, call.parameter("fields")));
        }
        return media(object, call.header("range"));
    }

    private static HttpAnswer media(StorageObject object, Optional<String> range)
            throws ApiProblem {
        long size = object.content().length();
        Matcher asked = RANGE.matcher(range.orElse(""));
        Matcher suffix = SUFFIX.matcher(range.orElse(""));
        if (!asked.matches() && !suffix.matches()) {
            return described(new HttpAnswer(200, Map.of(), object.content().pieces()), object);
        }
        long from =
                asked.matches()
                        ? Long.parseLong(asked.group(1))
                        : Math.max(0, size - Long.parseLong(suffix.group(1)));
        if (from >= size) {
            return new HttpAnswer(416, Map.of("Content-Range", "bytes */" + size), new byte[0]);
        }
        long last =
                asked.matches() && !asked.group(2).isEmpty()
                        ? Math.min(size - 1L, Long.parseLong(asked.group(2)))
                        : size - 1L;
        return described(
                new HttpAnswer(
                        206,
                        Map.of("Content-Range", "bytes %d-%d/%d".formatted(from, last, size)),
                        object.content().cut(from, last + 1).pieces()),
                object);
    }

    private static HttpAnswer described(HttpAnswer answer, StorageObject object) {
        return answer.with("Content-Type", object.contentType())
                .with("ETag", StorageJson.etag(object))
                .with("X-Goog-Generation", Long.toString(object.generation()))
                .with("X-Goog-Metageneration", Long.toString(object.metageneration()))
                .with("X-Goog-Hash", "crc32c=" + object.content().crc32c())
                .with("X-Goog-Storage-Class", "STANDARD");
    }

    static HttpAnswer patch(Bucket bucket, String name, ApiCall call) throws ApiProblem {
        StorageObject described =
                bucket.describe(
                        name,
                        StorageJson.metadata(ApiJson.read(call.body())),
                        Conditions.of(call.parameters()));
        return ApiJson.answer(200, StorageJson.object(bucket.name(), described));
    }

    static HttpAnswer delete(Bucket bucket, String name, ApiCall call) throws ApiProblem {
        bucket.delete(
                name,
                Conditions.number(call.parameters(), "generation"),
                Conditions.of(call.parameters()));
        return new HttpAnswer(204, Map.of(), new byte[0]);
    }

    static HttpAnswer compose(Bucket bucket, String name, ApiCall call) throws ApiProblem {
        JsonNode request = ApiJson.read(call.body());
        JsonNode sources = request.path("sourceObjects");
        if (sources.isEmpty() || sources.size() > MOST_SOURCES) {
            throw ApiProblem.invalid(
                    "The number of source components provided (%d) is not between 1 and %d"
                            .formatted(sources.size(), MOST_SOURCES));
        }
        List<ObjectBytes> content = new ArrayList<>();
        long components = 0;
        for (JsonNode each : sources) {
            StorageObject source =
                    bucket.get(
                            each.path("name").asText(),
                            number(each.path("generation")),
                            new Conditions(
                                    number(
                                            each.path("objectPreconditions")
                                                    .path("ifGenerationMatch")),
                                    OptionalLong.empty(),
                                    OptionalLong.empty(),
                                    OptionalLong.empty()));
            content.add(source.content());
            components += source.components().orElse(1);
        }
        JsonNode destination = request.path("destination");
        StorageObject put =
                bucket.put(
                        name,
                        ObjectBytes.joined(content),
                        destination.path("contentType").asText("application/octet-stream"),
                        StorageJson.metadata(destination),
                        OptionalLong.of(components),
                        Conditions.of(call.parameters()));
        if (request.path("deleteSourceObjects").asBoolean()) {
            for (JsonNode each : sources) {
                bucket.forget(each.path("name").asText(), put);
            }
        }
        return ApiJson.answer(
                200, StorageJson.object(bucket.name(), put, call.parameter("fields")));
    }

    private static OptionalLong number(JsonNode node) {
        return node.isMissingNode() || node.isNull()
                ? OptionalLong.empty()
                : OptionalLong.of(node.asLong());
    }

    /**
     * Copies an object, perhaps in several calls.
     *
     * @param step how many bytes a call copies at most
     */
    static HttpAnswer rewrite(
            Bucket from, String source, Bucket to, String target, long step, ApiCall call)
            throws ApiProblem {
        StorageObject object =
                from.get(
                        source,
                        Conditions.number(call.parameters(), "sourceGeneration"),
                        Conditions.of(call.parameters(), "Source"));
        long size = object.content().length();
        long done =
                Math.min(
                        size,
                        Conditions.number(call.parameters(), "rewriteToken").orElse(0) + step);
        ObjectNode answer = ApiJson.node().put("kind", "storage#rewriteResponse");
        answer.put("totalBytesRewritten", Long.toString(done));
        answer.put("objectSize", Long.toString(size));
        answer.put("done", done == size);
        if (done < size) {
            return ApiJson.answer(200, answer.put("rewriteToken", Long.toString(done)));
        }
        JsonNode described = ApiJson.read(call.body());
        Map<String, String> told = StorageJson.metadata(described);
        StorageObject put =
                to.put(
                        target,
                        object.content(),
                        described.path("contentType").asText(object.contentType()),
                        told.isEmpty() ? object.metadata() : told,
                        object.components(),
                        Conditions.of(call.parameters()));
        answer.set("resource", StorageJson.object(to.name(), put));
        return ApiJson.answer(200, answer);
    }
}
