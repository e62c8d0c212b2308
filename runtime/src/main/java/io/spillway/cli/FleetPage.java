package io.spillway.cli;

import io.spillway.agent.ExitCode;
import io.spillway.page.ClusterWatch;
import io.spillway.page.DrainByRequest;
import io.spillway.page.PageActions;
import io.spillway.page.PageServer;
import io.spillway.restapi.JobManagerClient;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/**
 * The page of a running cluster.
 *
 * @param port 0 for any that is free
 * @param mayDrain whether a visitor may drain TaskManagers
 */
record FleetPage(JobManagerClient client, int port, boolean mayDrain) {

    /** Serves it until the thread is interrupted, or the process ended. */
    int serve(PrintWriter out) {
        ScheduledExecutorService executor =
                Executors.newSingleThreadScheduledExecutor(
                        task -> {
                            Thread thread = new Thread(task, "cluster-watch");
                            thread.setDaemon(true);
                            return thread;
                        });
        PageActions actions = mayDrain ? new DrainByRequest(client) : PageActions.NONE;
        try (ClusterWatch watch = new ClusterWatch(client, mayDrain, System::nanoTime);
                PageServer server = start(watch, actions)) {
            watch.start(executor);
            out.println("The fleet's page is at " + server.uri());
            out.flush();
            new CountDownLatch(1).await();
            return ExitCode.OK;
        } catch (InterruptedException e) {
            return ExitCode.INTERRUPTED;
        } finally {
            executor.shutdownNow();
        }
    }

    private PageServer start(ClusterWatch watch, PageActions actions) {
        try {
            return PageServer.start(port, watch.model(), actions);
        } catch (IOException e) {
            throw new PageUnavailable(
                    "--page-port: %d can't be had (%s); name another one, or none for any that is free"
                            .formatted(port, e.getMessage()),
                    e);
        }
    }

    /** The page can't be served. */
    static final class PageUnavailable extends RuntimeException {
        PageUnavailable(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
