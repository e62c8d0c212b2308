package io.spillway.demo.verify;

import java.util.BitSet;

/**
 * In which milliseconds output was written, and in which its input had been made. From it follows
 * how long nothing came out although there was something to do. One bit a millisecond: a day is 22
 * MB. Thread-safe.
 */
final class OutputTimeline {
    private final long originMs;
    private final BitSet written = new BitSet();
    private final BitSet created = new BitSet();

    /**
     * @param originMs nothing before this time is kept, milliseconds since the epoch
     */
    OutputTimeline(long originMs) {
        this.originMs = originMs;
    }

    synchronized void add(long createdAtMs, long writtenAtMs) {
        set(created, createdAtMs);
        set(written, writtenAtMs);
    }

    private void set(BitSet bits, long timeMs) {
        long index = timeMs - originMs;
        if (index >= 0 && index < Integer.MAX_VALUE) {
            bits.set((int) index);
        }
    }

    /** The last millisecond with output, since the epoch; 0 while there was none. */
    synchronized long lastWrittenMs() {
        return written.isEmpty() ? 0 : originMs + written.length() - 1;
    }

    /**
     * The longest time without output, in milliseconds, between the first output and the last. Time
     * in which there was nothing to do doesn't count: a gap begins with the last record before it
     * or with the next input made after that, whichever is later.
     */
    synchronized long longestGapMs() {
        return longestGapMs(originMs, Long.MAX_VALUE);
    }

    /**
     * The same, among the gaps that touch a span of time.
     *
     * @param fromMs its start, milliseconds since the epoch
     * @param toMs its end, milliseconds since the epoch
     */
    synchronized long longestGapMs(long fromMs, long toMs) {
        int from = (int) Math.max(0, Math.min(Integer.MAX_VALUE, fromMs - originMs));
        int to = (int) Math.max(0, Math.min(Integer.MAX_VALUE, toMs - originMs));
        int last = written.previousSetBit(from);
        if (last < 0) {
            last = written.nextSetBit(0);
        }
        long longest = 0;
        while (last >= 0 && last <= to) {
            // Whole runs of milliseconds with output are passed over at once.
            int before = written.nextClearBit(last) - 1;
            int next = written.nextSetBit(before + 1);
            if (next < 0) {
                break;
            }
            int work = created.nextSetBit(before + 1);
            // Input that is all younger than the next output: that one was waiting already.
            int since = work < 0 || work > next ? before : work;
            longest = Math.max(longest, next - since);
            last = next;
        }
        return longest;
    }
}
