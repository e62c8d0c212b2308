package io.spillway.checkpoint.input;

/**
 * How much to ask for at a time. A file that is read from its beginning is taken for one that is
 * read whole. After a jump little is asked for, and more and more while it is read on from there:
 * what was asked for in vain costs time, and a connection where it is much.
 */
final class WindowPlan {
    /** The largest range of one request. */
    static final long LARGEST = 16L * 1024 * 1024;

    /** How far a jump ahead is read over and not asked for anew. */
    static final long SKIP = 1024 * 1024;

    /** Ranges up to this size are read at once, which frees their connection. */
    static final long EAGER = 256 * 1024;

    private static final long AFTER_FIRST_JUMP = 256 * 1024;
    private static final long AFTER_JUMP = 16 * 1024;
    private static final int GROWTH = 4;

    private boolean begun;
    private long next = LARGEST;
    private long expected;

    /**
     * How much to ask for.
     *
     * @param position of the first byte
     * @param wanted by the reader now, in bytes; 1 at least
     */
    long next(long position, long wanted) {
        if (position != expected) {
            next = begun ? AFTER_JUMP : AFTER_FIRST_JUMP;
        }
        begun = true;
        long size = Math.min(LARGEST, Math.max(next, wanted));
        next = Math.min(LARGEST, size * GROWTH);
        expected = position + size;
        return size;
    }

    /** Bytes up to there were read without a request of this plan's. */
    void readAheadTo(long position) {
        expected = position;
        next = LARGEST;
    }

    /** What comes from there on has to be asked for again: no jump of the reader's. */
    void again(long position) {
        expected = position;
    }

    /** Whether it is read on as far as one can tell. */
    boolean sequential() {
        return next == LARGEST;
    }
}
