package io.spillway.localcloud.aws.api;

/** A refusal, as AWS gives it: an HTTP status, a code and a sentence. */
public final class ApiError extends Exception {
    private final int status;
    private final String code;

    /** A refusal. */
    public ApiError(int status, String code, String message) {
        super(message, null, false, false);
        this.status = status;
        this.code = code;
    }

    /** What Auto Scaling and others answer to parameters that can't be. */
    public static ApiError validation(String message) {
        return new ApiError(400, "ValidationError", message);
    }

    /** The HTTP status. */
    public int status() {
        return status;
    }

    /** Such as {@code ValidationError}. */
    public String code() {
        return code;
    }
}
