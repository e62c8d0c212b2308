package io.spillway.checkpoint.objects;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Threads that send and fetch what streams have on their way. */
public final class TransferThreads {
    private static final int MOST = 16;
    private static final AtomicInteger COUNT = new AtomicInteger();

    private TransferThreads() {}

    /**
     * Daemons that end when they have nothing to do.
     *
     * @param name of each, with a number behind it
     * @param connections of the process; half of them are left to others
     */
    public static ExecutorService start(String name, int connections) {
        int most = Math.min(MOST, connections / 2);
        ThreadFactory daemons =
                task -> {
                    Thread thread = new Thread(task, name + "-" + COUNT.incrementAndGet());
                    thread.setDaemon(true);
                    // Not the caller's, which may be a job's and would never be unloaded.
                    thread.setContextClassLoader(TransferThreads.class.getClassLoader());
                    return thread;
                };
        ThreadPoolExecutor threads =
                new ThreadPoolExecutor(
                        most, most, 30, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), daemons);
        threads.allowCoreThreadTimeOut(true);
        return threads;
    }
}
