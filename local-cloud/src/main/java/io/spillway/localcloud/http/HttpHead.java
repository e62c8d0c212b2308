package io.spillway.localcloud.http;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The first line and the headers of a request or an answer. */
public final class HttpHead {
    private static final int LONGEST = 64 * 1024;

    private final String first;
    private final List<String> lines;
    private final Map<String, String> headers = new HashMap<>();

    private HttpHead(String first, List<String> lines) {
        this.first = first;
        this.lines = lines;
        for (String line : lines) {
            int colon = line.indexOf(':');
            headers.put(name(line), line.substring(colon + 1).strip());
        }
    }

    /** The next one, or empty when the connection has ended before it. */
    public static Optional<HttpHead> read(InputStream in) throws IOException {
        Optional<String> first = line(in);
        if (first.isEmpty()) {
            return Optional.empty();
        }
        List<String> lines = new ArrayList<>();
        while (true) {
            String line = line(in).orElseThrow(() -> new EOFException("within a head"));
            if (line.isEmpty()) {
                return Optional.of(new HttpHead(first.get(), lines));
            }
            lines.add(line);
        }
    }

    /** The next line without its end, or empty when the connection has ended before it. */
    public static Optional<String> line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int each = in.read(); each >= 0; each = in.read()) {
            if (each == '\n') {
                return Optional.of(line.toString(StandardCharsets.ISO_8859_1).stripTrailing());
            }
            line.write(each);
            if (line.size() > LONGEST) {
                throw new IOException("a line without an end");
            }
        }
        return Optional.empty();
    }

    /** The same without some headers. */
    public HttpHead without(Set<String> names) {
        return new HttpHead(
                first, lines.stream().filter(line -> !names.contains(name(line))).toList());
    }

    /**
     * The same with one more header.
     *
     * @param line name, colon and value
     */
    public HttpHead with(String line) {
        List<String> more = new ArrayList<>(lines);
        more.add(line);
        return new HttpHead(first, more);
    }

    /** The same with another first line. */
    public HttpHead withFirst(String line) {
        return new HttpHead(line, lines);
    }

    private static String name(String line) {
        return line.substring(0, line.indexOf(':')).strip().toLowerCase(Locale.ROOT);
    }

    /** The first line. */
    public String first() {
        return first;
    }

    /** By names in lower case; of several with one name, the last. */
    public Map<String, String> headers() {
        return headers;
    }

    /**
     * A header's value.
     *
     * @param name in lower case
     */
    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name));
    }

    /** Whether the body comes in chunks that tell their own lengths. */
    public boolean chunked() {
        return header("transfer-encoding").filter(each -> each.contains("chunked")).isPresent();
    }

    /** The body's length in bytes where it isn't chunked. */
    public long length() {
        return header("content-length").map(Long::valueOf).orElse(0L);
    }

    /** As it is passed on: connections are the relay's own matter on either side. */
    public byte[] bytes() {
        StringBuilder text = new StringBuilder(first).append("\r\n");
        for (String line : lines) {
            String name = name(line);
            if (!name.equals("connection")
                    && !name.equals("keep-alive")
                    && !name.equals("expect")) {
                text.append(line).append("\r\n");
            }
        }
        return text.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
    }
}
