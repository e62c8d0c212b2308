package io.spillway.agent.taskmanager;

import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;

/**
 * Starts the first TaskManager process before anybody asks for it: a cold JVM takes seconds to
 * register, and the agent needs tenths of one to put itself together, which it does meanwhile.
 */
public final class EarlyLaunch implements TaskManagerLauncher {
    private final TaskManagerLauncher launcher;
    private Future<TaskManagerProcess> first;

    /** Begins to start a process, on {@code pool}. */
    public EarlyLaunch(TaskManagerLauncher launcher, ExecutorService pool) {
        this.launcher = launcher;
        Callable<TaskManagerProcess> launch = launcher::launch;
        this.first = pool.submit(launch);
    }

    /** The process that was started early; from the second call on, a new one. */
    @Override
    public TaskManagerProcess launch() throws IOException {
        Future<TaskManagerProcess> early;
        synchronized (this) {
            early = first;
            first = null;
        }
        if (early == null) {
            return launcher.launch();
        }
        try {
            return early.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException refusal) {
                throw refusal;
            }
            throw new IOException(String.valueOf(e.getCause().getMessage()), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
