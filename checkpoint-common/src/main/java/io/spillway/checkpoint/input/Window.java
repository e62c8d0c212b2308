package io.spillway.checkpoint.input;

import java.io.IOException;

/** Bytes of an object that were asked for. Used by one thread. */
interface Window {

    /** Position of the byte that is read next. */
    long position();

    /** Position behind the last byte. */
    long end();

    /**
     * Reads some bytes, 1 at least.
     *
     * @param length 1 at least, and no further than {@link #end}
     * @throws IOException when they don't come; the window is of no use then
     */
    int read(byte[] bytes, int offset, int length) throws IOException;

    /** Goes ahead without looking, no further than {@link #end}. */
    void skip(long bytes) throws IOException;

    /** How many bytes can be read without waiting. */
    int available() throws IOException;

    /** Gives back what it holds. */
    void close();
}
