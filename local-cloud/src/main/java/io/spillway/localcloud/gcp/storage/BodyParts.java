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
        private final byte[] content;

        Part(Map<String, String> headers, byte[] content) {
            this.headers = headers;
            this.content = content;
        }

        Map<String, String> headers() {
            return headers;
        }

        byte[] content() {
            return content;
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
            int from = at + mark.length;
            int next = find(body, mark, from);
            if (next < 0) {
                return parts;
            }
            // A line's end follows the mark, and one is before the next mark.
            parts.add(part(body, from + 2, next - 2));
            at = next;
        }
        throw ApiProblem.invalid("a body without its boundary");
    }

    private static Part part(byte[] body, int from, int to) throws ApiProblem {
        int blank = find(body, ascii("\r\n\r\n"), from);
        if (blank < 0 || blank > to) {
            throw ApiProblem.invalid("a part without an end of its headers");
        }
        return new Part(
                headers(new String(body, from, blank - from, StandardCharsets.ISO_8859_1)),
                Arrays.copyOfRange(body, Math.min(blank + 4, to), to));
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
