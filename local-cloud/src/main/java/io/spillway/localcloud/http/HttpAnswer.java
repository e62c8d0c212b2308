package io.spillway.localcloud.http;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** An answer; its length is added when it is sent. */
public final class HttpAnswer {
    private final int status;
    private final Map<String, String> headers;
    private final List<ByteBuffer> body;

    /** An answer with any body. */
    public HttpAnswer(int status, Map<String, String> headers, byte[] body) {
        this(status, headers, List.of(ByteBuffer.wrap(body)));
    }

    /**
     * An answer whose body is in pieces.
     *
     * @param body in arrays, which aren't changed until it is sent
     */
    public HttpAnswer(int status, Map<String, String> headers, List<ByteBuffer> body) {
        this.status = status;
        this.headers = Map.copyOf(headers);
        this.body = List.copyOf(body);
    }

    /** The status code. */
    public int status() {
        return status;
    }

    /** A text. */
    public static HttpAnswer text(int status, String type, String body) {
        return new HttpAnswer(
                status, Map.of("Content-Type", type), body.getBytes(StandardCharsets.UTF_8));
    }

    /** The same with one more header. */
    public HttpAnswer with(String name, String value) {
        Map<String, String> more = new TreeMap<>(headers);
        more.put(name, value);
        return new HttpAnswer(status, more, body);
    }

    /** As it goes over the wire; without a body where the request wants its head only. */
    public byte[] bytes(boolean withBody) {
        byte[] head = head();
        ByteBuffer all =
                ByteBuffer.allocate(head.length + (withBody ? Math.toIntExact(length()) : 0));
        all.put(head);
        if (withBody) {
            body.forEach(piece -> all.put(piece.duplicate()));
        }
        return all.array();
    }

    /**
     * Sends it.
     *
     * @param small bytes of a body up to which it is sent in one piece; a larger one isn't copied
     */
    void send(OutputStream out, boolean withBody, int small) throws IOException {
        if (!withBody || length() <= small) {
            out.write(bytes(withBody));
        } else {
            out.write(head());
            for (ByteBuffer piece : body) {
                out.write(piece.array(), piece.arrayOffset() + piece.position(), piece.remaining());
            }
        }
        out.flush();
    }

    private byte[] head() {
        StringBuilder head = new StringBuilder("HTTP/1.1 " + status + " " + reason() + "\r\n");
        headers.forEach(
                (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        head.append("Content-Length: ").append(length()).append("\r\n\r\n");
        return head.toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    private long length() {
        return body.stream().mapToLong(ByteBuffer::remaining).sum();
    }

    private String reason() {
        return switch (status) {
            case 200 -> "OK";
            case 301 -> "Moved Permanently";
            case 400 -> "Bad Request";
            case 401 -> "Unauthorized";
            case 403 -> "Forbidden";
            case 404 -> "Not Found";
            case 405 -> "Method Not Allowed";
            case 413 -> "Content Too Large";
            case 429 -> "Too Many Requests";
            case 500 -> "Internal Server Error";
            case 503 -> "Service Unavailable";
            default -> "Status";
        };
    }
}
