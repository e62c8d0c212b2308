package io.spillway.upgrade;

/** Why an upgrade doesn't begin or go on, in one line that says how things stand now. */
public final class UpgradeException extends Exception {
    private final boolean usage;

    private UpgradeException(boolean usage, String message, Throwable cause) {
        super(message, cause);
        this.usage = usage;
    }

    /** It was tried and has failed. */
    static UpgradeException failed(String message) {
        return new UpgradeException(false, message, null);
    }

    /** It can't be done so: nothing was touched. */
    static UpgradeException wrong(String message) {
        return new UpgradeException(true, message, null);
    }

    /** Whether what was asked for is wrong, rather than what came of it. */
    public boolean isUsage() {
        return usage;
    }
}
