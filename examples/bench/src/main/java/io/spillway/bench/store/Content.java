package io.spillway.bench.store;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * What the files hold: a block of random bytes, over and over. Its length is a prime number, so
 * that what is moved by a part or a buffer is told from what is right. Immutable.
 */
public final class Content {
    private static final int BLOCK = 1_048_583;
    private static final int CHUNK = 64 * 1024;

    private final byte[] block = new byte[BLOCK];

    /** The same for the same seed. */
    public Content(long seed) {
        new Random(seed).nextBytes(block);
    }

    /** Writes the first bytes of it, 64 KiB at a time. */
    public void write(OutputStream out, long bytes) throws IOException {
        for (long at = 0; at < bytes; ) {
            int offset = (int) (at % BLOCK);
            int some = (int) Math.min(Math.min(CHUNK, BLOCK - offset), bytes - at);
            out.write(block, offset, some);
            at += some;
        }
    }

    /** The first bytes of it. */
    public InputStream stream(long bytes) {
        List<InputStream> blocks = new ArrayList<>();
        for (long at = 0; at < bytes; at += BLOCK) {
            blocks.add(new ByteArrayInputStream(block, 0, (int) Math.min(BLOCK, bytes - at)));
        }
        return new SequenceInputStream(Collections.enumeration(blocks));
    }

    /** Whether these are the bytes that begin at that place. */
    public boolean matches(byte[] bytes, int length, long at) {
        for (int done = 0; done < length; ) {
            int offset = (int) ((at + done) % BLOCK);
            int some = Math.min(BLOCK - offset, length - done);
            if (!Arrays.equals(bytes, done, done + some, block, offset, offset + some)) {
                return false;
            }
            done += some;
        }
        return true;
    }

    /** Whether that is all that comes, and all of it is right. */
    public boolean matches(InputStream in, long bytes) throws IOException {
        byte[] chunk = new byte[CHUNK];
        for (long at = 0; at < bytes; ) {
            int some = in.readNBytes(chunk, 0, (int) Math.min(CHUNK, bytes - at));
            if (some == 0 || !matches(chunk, some, at)) {
                return false;
            }
            at += some;
        }
        return in.read() < 0;
    }
}
