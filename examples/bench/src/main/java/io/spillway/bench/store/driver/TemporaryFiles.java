package io.spillway.bench.store.driver;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** Looks every 5 ms how much there is in a directory. */
final class TemporaryFiles implements AutoCloseable {
    private static final long EVERY_NANOS = 5_000_000;

    private final Path directory;
    private final Thread thread = new Thread(this::watch, "temporary-files");
    private volatile long most;
    private volatile boolean closed;

    TemporaryFiles(Path directory) {
        this.directory = directory;
        thread.setDaemon(true);
        thread.start();
    }

    /** The most bytes that there were at once. */
    long most() {
        return most;
    }

    private void watch() {
        while (!closed) {
            most = Math.max(most, size());
            LockSupport.parkNanos(EVERY_NANOS);
        }
    }

    private long size() {
        AtomicLong size = new AtomicLong();
        try {
            Files.walkFileTree(
                    directory,
                    new SimpleFileVisitor<>() {
                        @Override
                        public FileVisitResult visitFile(Path file, BasicFileAttributes about) {
                            size.addAndGet(about.size());
                            return FileVisitResult.CONTINUE;
                        }

                        @Override
                        public FileVisitResult visitFileFailed(Path file, IOException e) {
                            // Gone in the meantime.
                            return FileVisitResult.CONTINUE;
                        }

                        @Override
                        public FileVisitResult postVisitDirectory(Path left, IOException e) {
                            return FileVisitResult.CONTINUE;
                        }
                    });
        } catch (IOException e) {
            // What was seen counts.
        }
        return size.get();
    }

    @Override
    public void close() throws InterruptedException {
        closed = true;
        thread.join();
    }
}
