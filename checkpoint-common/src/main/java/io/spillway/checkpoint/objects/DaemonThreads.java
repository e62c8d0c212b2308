package io.spillway.checkpoint.objects;

import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/** Makes threads that keep no process alive, and no job's classes in memory. */
public final class DaemonThreads implements ThreadFactory {
    private static final AtomicInteger COUNT = new AtomicInteger();

    private final String name;

    /**
     * @param name of each, with a number behind it
     */
    public DaemonThreads(String name) {
        this.name = name;
    }

    @Override
    public Thread newThread(Runnable task) {
        Thread thread = new Thread(task, name + "-" + COUNT.incrementAndGet());
        thread.setDaemon(true);
        // Not the caller's, which may be a job's and would never be unloaded.
        thread.setContextClassLoader(DaemonThreads.class.getClassLoader());
        return thread;
    }
}
