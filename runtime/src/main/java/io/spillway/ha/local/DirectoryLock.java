package io.spillway.ha.local;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A lock on a file, against other processes and other threads of this one. To be closed by the
 * thread that has taken it.
 */
final class DirectoryLock implements AutoCloseable {
    private static final long STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    /**
     * Threads of one process take turns before they open the file: POSIX gives all of a process's
     * locks on a file back as soon as it closes any descriptor of it.
     */
    private static final Map<Path, ReentrantLock> IN_THIS_PROCESS = new ConcurrentHashMap<>();

    private final ReentrantLock inThisProcess;
    private final FileChannel channel;

    private DirectoryLock(ReentrantLock inThisProcess, FileChannel channel) {
        this.inThisProcess = inThisProcess;
        this.channel = channel;
    }

    /**
     * Takes it.
     *
     * @param file in a directory that exists
     * @param patience for how long to try
     * @return empty when others had it all the time, or the thread was interrupted, which it is
     *     afterwards, too
     */
    static Optional<DirectoryLock> take(Path file, FileAttribute<?>[] forOwner, Duration patience)
            throws IOException {
        long end = System.nanoTime() + patience.toNanos();
        ReentrantLock inThisProcess =
                IN_THIS_PROCESS.computeIfAbsent(
                        file.getParent().toRealPath().resolve(file.getFileName()),
                        path -> new ReentrantLock());
        try {
            if (!inThisProcess.tryLock(patience.toNanos(), TimeUnit.NANOSECONDS)) {
                return Optional.empty();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
        Optional<DirectoryLock> taken = Optional.empty();
        try {
            taken = takeFromProcesses(inThisProcess, file, forOwner, end);
            return taken;
        } finally {
            if (taken.isEmpty()) {
                inThisProcess.unlock();
            }
        }
    }

    private static Optional<DirectoryLock> takeFromProcesses(
            ReentrantLock inThisProcess, Path file, FileAttribute<?>[] forOwner, long end)
            throws IOException {
        FileChannel channel =
                FileChannel.open(
                        file,
                        Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
                        forOwner);
        FileLock lock = null;
        try {
            lock = channel.tryLock();
            while (lock == null
                    && System.nanoTime() - end < 0
                    && !Thread.currentThread().isInterrupted()) {
                LockSupport.parkNanos(STEP_NANOS);
                lock = channel.tryLock();
            }
            return lock == null
                    ? Optional.empty()
                    : Optional.of(new DirectoryLock(inThisProcess, channel));
        } finally {
            if (lock == null) {
                channel.close();
            }
        }
    }

    /** Gives it back, and the file's lock with its only channel. */
    @Override
    public void close() throws IOException {
        try {
            channel.close();
        } finally {
            inThisProcess.unlock();
        }
    }
}
