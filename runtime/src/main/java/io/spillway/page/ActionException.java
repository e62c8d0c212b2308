package io.spillway.page;

/** An action was not done. */
public final class ActionException extends Exception {

    /** Why, as far as the status code differs. */
    public enum Kind {
        /** It can't be meant. */
        BAD_REQUEST(400),
        /** There is no such machine. */
        NOT_FOUND(404),
        /** Not now. */
        CONFLICT(409),
        /** Whoever should do it has failed. */
        FAILED(502);

        private final int status;

        Kind(int status) {
            this.status = status;
        }

        int status() {
            return status;
        }
    }

    private final Kind kind;

    /**
     * @param message one line for people that begins with the field it is about
     */
    public ActionException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
