package io.spillway.jobmanager.drain;

import java.util.OptionalLong;

/** A checkpoint that is taken for a move. Confined to the thread that owns the job. */
final class MoveCheckpoint {

    /** What it is to the job. */
    enum Kind {
        /** The job runs on; what it processes until it is cancelled, it processes again. */
        ORDINARY,
        /** So that the next one has something to fall back on, and less to write. */
        FORERUNNER,
        /** The sources stop with it. */
        LAST
    }

    private final Kind kind;
    private final long askedAt;
    private OptionalLong stoppedAt = OptionalLong.empty();
    private boolean madeWay;
    private Long completedId;

    MoveCheckpoint(Kind kind, long askedAt) {
        this.kind = kind;
        this.askedAt = askedAt;
    }

    /** When it was asked for; it may begin later. */
    long askedAt() {
        return askedAt;
    }

    boolean is(Kind other) {
        return kind == other;
    }

    /** The sources have stopped with it. */
    void sourcesStopped(long now) {
        stoppedAt = OptionalLong.of(now);
    }

    /** Empty until the sources have stopped with it: it may have to wait for another one. */
    OptionalLong stoppedAt() {
        return stoppedAt;
    }

    /**
     * Others are aborted for it, once.
     *
     * @return false when they have been
     */
    boolean makeWay() {
        boolean first = !madeWay;
        madeWay = true;
        return first;
    }

    void complete(long id) {
        completedId = id;
    }

    boolean isPending() {
        return completedId == null;
    }

    /** Null while it is pending. */
    Long completedId() {
        return completedId;
    }
}
