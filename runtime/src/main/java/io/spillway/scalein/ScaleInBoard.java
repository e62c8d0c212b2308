package io.spillway.scalein;

/** Where what the loop does hangs, for whoever shows it. Safe for use by several threads. */
public final class ScaleInBoard {
    private volatile ScaleInStatus status = ScaleInStatus.NOTHING;

    /** As of the last step. */
    public ScaleInStatus status() {
        return status;
    }

    void hang(ScaleInStatus latest) {
        status = latest;
    }
}
