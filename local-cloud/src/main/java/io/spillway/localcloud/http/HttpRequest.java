package io.spillway.localcloud.http;

import java.util.Map;
import java.util.Optional;

/** A request. */
public final class HttpRequest {
    private final String method;
    private final String target;
    private final Map<String, String> headers;
    private final byte[] body;

    HttpRequest(String method, String target, Map<String, String> headers, byte[] body) {
        this.method = method;
        this.target = target;
        this.headers = headers;
        this.body = body;
    }

    /** Such as {@code GET}. */
    public String method() {
        return method;
    }

    /** As it was sent, without the chunks' frames; not to be changed. */
    public byte[] body() {
        return body;
    }

    /** The target without its query. */
    public String path() {
        int mark = target.indexOf('?');
        return mark < 0 ? target : target.substring(0, mark);
    }

    /** What follows the path; empty for none. */
    public String query() {
        int mark = target.indexOf('?');
        return mark < 0 ? "" : target.substring(mark + 1);
    }

    /**
     * A header's value.
     *
     * @param name in lower case
     */
    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name));
    }
}
