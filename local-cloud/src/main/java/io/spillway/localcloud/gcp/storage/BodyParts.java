package io.spillway.localcloud.gcp.storage;

import io.spillway.localcloud.gcp.api.ApiProblem;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A body of several parts, as uploads with metadata and batches have it. */
final class BodyParts {
    private static final Pattern BOUNDARY = Pattern.compile("boundary=\"?([^\";]+)\"?");

    private BodyParts() {}

    /** A part; its headers have names in lower case. */
    static final class Part {
        private final Map<String, String> headers;
        private final byte[] body;
        private final int from;
        private final int to;

        Part(Map<String, String> headers, byte[] body, int from, int to) {
            this.headers = headers;
            this.body = body;
            this.from = from;
            this.to = to;
        }

        Map<String, String> headers() {
            return headers;
        }

        byte[] content() {
            return Arrays.copyOfRange(body, from, to);
        }

        /** The same, without a copy. */
        ObjectBytes bytes() {
            return ObjectBytes.of(body, from, to);
        }
    }

    /** All parts of a body. */
    static List<Part> of(String contentType, byte[] body) throws ApiProblem {
        Matcher boundary = BOUNDARY.matcher(contentType);
        if (!boundary.find()) {
            throw ApiProblem.invalid("no boundary in " + contentType);
        }
        byte[] mark = ascii("--" + boundary.group(1));
        List<Part> parts = new ArrayList<>();
        int at = find(body, mark, 0);
        while (at >= 0) {
            // A line's end follows the mark, or two dashes where it is the last.
            int from = at + mark.length + 2;
            if (from > body.length || body[from - 1] == '-') {
                return parts;
            }
            Part part = part(body, from, mark);
            parts.add(part);
            at = part.to + 2;
        }
        throw ApiProblem.invalid("a body without its boundary");
    }

    private static Part part(byte[] body, int from, byte[] mark) throws ApiProblem {
        int blank = find(body, ascii("\r\n\r\n"), from);
        if (blank < 0) {
            throw ApiProblem.invalid("a part without an end of its headers");
        }
        Map<String, String> headers =
                headers(new String(body, from, blank - from, StandardCharsets.ISO_8859_1));
        int start = blank + 4;
        // Where a part tells its length, nobody looks through all of its bytes.
        int told = start + length(headers);
        int next = find(body, mark, Math.min(Math.max(start, told), body.length));
        if (next < 0) {
            throw ApiProblem.invalid("a body without its last boundary");
        }
        return new Part(headers, body, Math.min(start, next - 2), next - 2);
    }

    private static int length(Map<String, String> headers) {
        try {
            return Integer.parseInt(headers.getOrDefault("content-length", "0"));
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    /** Headers, a line each. */
    static Map<String, String> headers(String lines) {
        Map<String, String> headers = new HashMap<>();
        for (String line : lines.split("\r\n", -1)) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                headers.put(
                        line.substring(0, colon).strip().toLowerCase(Locale.ROOT),
                        line.substring(colon + 1).strip());
            }
        }
        return headers;
    }

    static int find(byte[] in, byte[] what, int from) {
        for (int i = from; i <= in.length - what.length; i++) {
            if (in[i] == what[0] && Arrays.equals(in, i, i + what.length, what, 0, what.length)) {
                return i;
            }
        }
        return -1;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
