package io.spillway.checkpoint.objects;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Threads that send and fetch what streams have on their way. */
public final class TransferThreads {
    private static final int MOST = 16;

    private TransferThreads() {}

    /**
     * Daemons that end when they have nothing to do.
     *
     * @param name of each, with a number behind it
     * @param connections of the process; half of them are left to others
     */
    public static ExecutorService start(String name, int connections) {
        int most = Math.min(MOST, connections / 2);
        ThreadPoolExecutor threads =
                new ThreadPoolExecutor(
                        most,
                        most,
                        30,
                        TimeUnit.SECONDS,
                        new LinkedBlockingQueue<>(),
                        new DaemonThreads(name));
        threads.allowCoreThreadTimeOut(true);
        return threads;
    }
}
