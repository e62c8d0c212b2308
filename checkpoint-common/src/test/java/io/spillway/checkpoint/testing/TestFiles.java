package io.spillway.checkpoint.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Random;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.FileSystem.WriteMode;
import org.apache.flink.core.fs.Path;

/** Files of bytes that can be told from others. */
public final class TestFiles {
    public static final int MIB = 1024 * 1024;

    private TestFiles() {}

    /** As many bytes, the same for the same seed. */
    public static byte[] bytes(int size, long seed) {
        byte[] bytes = new byte[size];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    /** Writes a file and keeps it. */
    public static void write(FileSystem files, Path file, byte[] content) throws IOException {
        try (OutputStream out = files.create(file, WriteMode.OVERWRITE)) {
            out.write(content);
        }
    }

    /** All of a file. */
    public static byte[] read(FileSystem files, Path file) throws IOException {
        try (InputStream in = files.open(file)) {
            return in.readAllBytes();
        }
    }
}
