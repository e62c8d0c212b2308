package io.spillway.jobmanager.drain;

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
    private final long begunAt;
    private Long completedId;

    MoveCheckpoint(Kind kind, long begunAt) {
        this.kind = kind;
        this.begunAt = begunAt;
    }

    long begunAt() {
        return begunAt;
    }

    boolean is(Kind other) {
        return kind == other;
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
