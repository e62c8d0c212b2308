package io.spillway.page;

/** A request that gets an error in place of what it asked for. */
final class Refusal extends Exception {
    private final int status;

    /**
     * @param message one line that begins with what is wrong
     */
    Refusal(int status, String message) {
        super(message);
        this.status = status;
    }

    int status() {
        return status;
    }
}
