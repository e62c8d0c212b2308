package io.spillway.demo.verify;

/**
 * How far the job is in its input, by what it writes, committed or not: the sum over the keys of
 * the last number written. When a failed job goes back to its checkpoint and repeats records, the
 * position goes back too, as the consumer's does. Thread-safe.
 */
final class OutputPosition {
    private final long[] last;
    private long sum;

    OutputPosition(int keys) {
        this.last = new long[keys];
    }

    synchronized void add(OutputRecord record) {
        if (record.key() >= 0 && record.key() < last.length) {
            sum += record.sequence() - last[record.key()];
            last[record.key()] = record.sequence();
        }
    }

    /** Records of the input that are done. */
    synchronized long records() {
        return sum;
    }
}
