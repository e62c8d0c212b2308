package io.spillway.localcloud.gcp.storage;

/** A request that is answered with an error. */
final class ApiProblem extends Exception {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String reason;

    ApiProblem(int status, String reason, String message) {
        super(message);
        this.status = status;
        this.reason = reason;
    }

    static ApiProblem invalid(String message) {
        return new ApiProblem(400, "invalid", message);
    }

    static ApiProblem noSuchObject(String bucket, String name) {
        return new ApiProblem(404, "notFound", "No such object: " + bucket + "/" + name);
    }

    static ApiProblem conditionNotMet() {
        return new ApiProblem(
                412,
                "conditionNotMet",
                "At least one of the pre-conditions you specified did not hold.");
    }

    int status() {
        return status;
    }

    String reason() {
        return reason;
    }
}
