package io.spillway.jobmanager.rest;

import org.apache.flink.shaded.netty4.io.netty.handler.codec.http.HttpResponseStatus;

/** A request that can't be done, in one line that begins with the field at fault. */
final class RequestProblem extends Exception {
    private final transient HttpResponseStatus status;

    RequestProblem(HttpResponseStatus status, String message) {
        super(message, null, false, false);
        this.status = status;
    }

    static RequestProblem badRequest(String message) {
        return new RequestProblem(HttpResponseStatus.BAD_REQUEST, message);
    }

    static RequestProblem notFound(String message) {
        return new RequestProblem(HttpResponseStatus.NOT_FOUND, message);
    }

    HttpResponseStatus status() {
        return status;
    }
}
