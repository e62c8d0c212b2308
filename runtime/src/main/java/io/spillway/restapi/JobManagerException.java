package io.spillway.restapi;

/** A call to the JobManager's REST API didn't get the answer that it was made for. */
public final class JobManagerException extends Exception {

    /** What went wrong, as far as the caller would act differently. */
    public enum Kind {
        /** No connection, no answer in time, or a server that is shutting down. */
        UNREACHABLE,
        /** A Flink JobManager without Spillway's REST API. */
        NOT_OURS,
        /** It doesn't know the TaskManager, job or drain asked for. */
        NOT_FOUND,
        /** The request comes too late, or against what is going on. */
        CONFLICT,
        /** It calls the request wrong, or asks for credentials that weren't given. */
        REFUSED,
        /** It failed, or what answered is no JobManager. */
        FAILED
    }

    private final Kind kind;

    /**
     * @param message one line for people: what was asked, where, and what came back
     */
    public JobManagerException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    public JobManagerException(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
