package io.spillway.localcloud.gcp.api;

/** A request that is answered with an error. */
public final class ApiProblem extends Exception {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String reason;

    /**
     * @param reason such as {@code notFound}
     */
    public ApiProblem(int status, String reason, String message) {
        super(message);
        this.status = status;
        this.reason = reason;
    }

    /** Parameters that can't be. */
    public static ApiProblem invalid(String message) {
        return new ApiProblem(400, "invalid", message);
    }

    /** Cloud Storage's. */
    public static ApiProblem noSuchObject(String bucket, String name) {
        return new ApiProblem(404, "notFound", "No such object: " + bucket + "/" + name);
    }

    /** Cloud Storage's. */
    public static ApiProblem conditionNotMet() {
        return new ApiProblem(
                412,
                "conditionNotMet",
                "At least one of the pre-conditions you specified did not hold.");
    }

    /** The HTTP status. */
    public int status() {
        return status;
    }

    /** Such as {@code notFound}. */
    public String reason() {
        return reason;
    }
}
