package io.spillway.localcloud.gcp.api;

import io.spillway.localcloud.http.HttpRequest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/**
 * A request, whether it came alone or in a batch: its path's segments, decoded, and headers with
 * names in lower case.
 */
public final class ApiCall {
    private final String method;
    private final List<String> path;
    private final Map<String, String> parameters;
    private final Map<String, String> headers;
    private final byte[] body;

    ApiCall(
            String method,
            List<String> path,
            Map<String, String> parameters,
            Map<String, String> headers,
            byte[] body) {
        this.method = method;
        this.path = path;
        this.parameters = parameters;
        this.headers = headers;
        this.body = body;
    }

    /** Such as {@code GET}. */
    public String method() {
        return method;
    }

    /** The path's segments. */
    public List<String> path() {
        return path;
    }

    /** What the query says. */
    public Map<String, String> parameters() {
        return parameters;
    }

    /** By names in lower case. */
    public Map<String, String> headers() {
        return headers;
    }

    /** Unpacked; not to be changed. */
    public byte[] body() {
        return body;
    }

    /** A request that came alone. */
    public static ApiCall of(HttpRequest request) throws ApiProblem {
        Map<String, String> headers = new HashMap<>();
        for (String name :
                List.of(
                        "authorization",
                        "content-type",
                        "content-encoding",
                        "content-range",
                        "range",
                        "host")) {
            request.header(name).ifPresent(value -> headers.put(name, value));
        }
        return of(
                request.header("x-http-method-override").orElse(request.method()),
                request.path(),
                request.query(),
                headers,
                request.body());
    }

    /** One of a batch. */
    public static ApiCall of(
            String method, String path, String query, Map<String, String> headers, byte[] body)
            throws ApiProblem {
        List<String> segments = new ArrayList<>();
        for (String each : path.substring(1).split("/", -1)) {
            // A plus is itself in a path.
            segments.add(decoded(each.replace("+", "%2B")));
        }
        Map<String, String> parameters = new HashMap<>();
        for (String each : query.split("&", -1)) {
            int equals = each.indexOf('=');
            if (equals > 0) {
                parameters.put(
                        decoded(each.substring(0, equals)), decoded(each.substring(equals + 1)));
            }
        }
        return new ApiCall(method, segments, parameters, headers, unpacked(headers, body));
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    /** Clients compress what they say, other than media. */
    private static byte[] unpacked(Map<String, String> headers, byte[] body) throws ApiProblem {
        if (!"gzip".equals(headers.get("content-encoding"))) {
            return body;
        }
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(body))) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw ApiProblem.invalid("not gzip: " + e.getMessage());
        }
    }

    /** What the query says of that name. */
    public Optional<String> parameter(String name) {
        return Optional.ofNullable(parameters.get(name));
    }

    /** A header's value, of those that matter to APIs. */
    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
    }

    /** What the body is. */
    public String contentType() {
        return header("content-type").orElse("application/octet-stream");
    }
}
