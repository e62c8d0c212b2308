package io.spillway.checkpoint.output;

/** How large parts are, so that 10,000 of them hold half a terabyte. */
public final class PartSizes {
    private static final int PARTS_OF_A_SIZE = 2000;

    private PartSizes() {}

    /**
     * Size of a part in bytes.
     *
     * @param number from 1
     * @param first size of the first one
     */
    public static long of(int number, long first) {
        return first << Math.min(4, (number - 1) / PARTS_OF_A_SIZE);
    }
}
