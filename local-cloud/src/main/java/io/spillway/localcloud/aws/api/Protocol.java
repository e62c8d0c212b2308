package io.spillway.localcloud.aws.api;

import io.spillway.localcloud.http.HttpAnswer;
import io.spillway.localcloud.http.HttpRequest;
import java.util.Map;
import java.util.Optional;

/** A way to write calls and answers down. */
interface Protocol {

    /**
     * What is called, and with what.
     *
     * @param action empty when the request names none
     */
    record Call(String action, Parameters parameters) {}

    /** Whether a request is written in it. */
    boolean speaks(HttpRequest request);

    /** Reads a request, whose body is decompressed. */
    Call read(HttpRequest request, byte[] body) throws ApiError;

    /**
     * Writes a result.
     *
     * @param result empty where the action has none
     */
    HttpAnswer answer(
            Service service, String action, Optional<Map<String, Object>> result, String requestId);

    /** Writes a refusal. */
    HttpAnswer answer(Service service, ApiError error, String requestId);
}
