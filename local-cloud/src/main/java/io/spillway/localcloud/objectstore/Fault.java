package io.spillway.localcloud.objectstore;

import java.time.Duration;

/** What a relay does instead of letting a request through at once. */
public sealed interface Fault {

    /**
     * Answers by itself.
     *
     * @param code as the store puts it into the body: AccessDenied, SlowDown, rateLimitExceeded
     */
    record Answer(int status, String code) implements Fault {}

    /** Hangs up before the server hears of it. */
    record DropRequest() implements Fault {}

    /** Lets the server do it, and hangs up instead of passing the answer on. */
    record DropReply() implements Fault {}

    /** Lets the server do it, and answers by itself. */
    record ReplaceReply(int status, String code) implements Fault {}

    /** Passes on the answer's head and that many bytes of its body, and hangs up. */
    record CutBody(long after) implements Fault {}

    /** Lets the server do it whatever the request's conditions are, as some servers do. */
    record IgnoreConditions() implements Fault {}

    /** Lets it through after that time, beside what all requests take longer. */
    record Delay(Duration time) implements Fault {}

    /** Passes nothing on, in either direction, until the relay is closed. */
    record Silence() implements Fault {}
}
