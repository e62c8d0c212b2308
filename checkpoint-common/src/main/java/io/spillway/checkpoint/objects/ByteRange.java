package io.spillway.checkpoint.objects;

/**
 * A range of an object's bytes.
 *
 * @param from first one
 * @param to one behind the last one; the object may end before it
 */
public record ByteRange(long from, long to) {
    public ByteRange {
        if (from < 0 || to <= from) {
            throw new IllegalArgumentException("from %d to %d".formatted(from, to));
        }
    }

    /** How many bytes at most. */
    public long length() {
        return to - from;
    }

    /** As it stands in a request. */
    public String header() {
        return "bytes=%d-%d".formatted(from, to - 1);
    }
}
