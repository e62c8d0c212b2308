package io.spillway.localcloud.objectstore;

import java.util.Map;
import java.util.Optional;

/**
 * A request that went through a relay.
 *
 * @param kind as the store calls it: PutObject, objects.insert
 * @param path as it was sent
 * @param headers with names in lower case
 */
public record SeenRequest(
        String kind, String method, String path, String query, Map<String, String> headers) {

    /** A header's value. */
    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name));
    }

    static SeenRequest of(
            StoreDialect dialect, String method, String target, Map<String, String> headers) {
        int mark = target.indexOf('?');
        String path = mark < 0 ? target : target.substring(0, mark);
        String query = mark < 0 ? "" : target.substring(mark + 1);
        return new SeenRequest(
                dialect.kind(method, path, query, headers), method, path, query, headers);
    }
}
