package io.spillway.localcloud.objectstore;

import io.spillway.localcloud.http.HttpHead;
import java.util.Map;

/** What a relay has to know of the kind of store that it stands before. */
public interface StoreDialect {

    /**
     * What a request is called.
     *
     * @param path as it was sent
     * @param headers with names in lower case
     */
    String kind(String method, String path, String query, Map<String, String> headers);

    /** Whether it asks for an object's bytes. */
    boolean readsObject(SeenRequest request);

    /** Whether requests like this have to reach the server one at a time. */
    boolean oneAtATime(SeenRequest request);

    /** The request without its conditions. */
    HttpHead withoutConditions(HttpHead head);

    /**
     * An answer of the relay's own.
     *
     * @param code as the store puts it into the body
     */
    Refusal refusal(int status, String code);

    /**
     * A body, and headers beside its type and length.
     *
     * @param body in ASCII
     */
    record Refusal(String contentType, String body, Map<String, String> headers) {}
}
