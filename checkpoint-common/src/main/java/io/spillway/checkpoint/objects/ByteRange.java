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
        return "bytes=" + from + "-" + (to - 1);
    }

    /**
     * The size of all of an object of which a range was answered.
     *
     * @param header Content-Range; null when the answer has none and is all of the object
     * @param length of the answer
     */
    public static long objectSize(String header, long length) {
        return header == null
                ? length
                : Long.parseLong(header.substring(header.lastIndexOf('/') + 1));
    }
}
