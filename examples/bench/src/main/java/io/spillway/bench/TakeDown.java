package io.spillway.bench;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ctrl-C and SIGTERM: everything is stopped before the JVM ends, which waits for this. */
final class TakeDown {
    private static final Logger LOG = LoggerFactory.getLogger(TakeDown.class);

    private final AtomicBoolean interrupted = new AtomicBoolean();
    private final AtomicBoolean done = new AtomicBoolean();

    private TakeDown() {}

    /** A benchmark, until it has told its results. */
    interface Work {
        /** Whether all was measured and is as it should be. */
        boolean run(TakeDown takeDown) throws IOException, InterruptedException;
    }

    /**
     * Runs a benchmark and closes it, whatever comes of it. Blocks until then.
     *
     * @return the exit code
     */
    static int around(Closing bench, Work work) {
        TakeDown takeDown = new TakeDown();
        Runtime.getRuntime()
                .addShutdownHook(new Thread(() -> takeDown.interrupt(bench), "take-down"));
        try {
            boolean good = work.run(takeDown);
            if (takeDown.interrupted()) {
                return BenchMain.INTERRUPTED;
            }
            return good ? BenchMain.OK : BenchMain.FAILED;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return BenchMain.INTERRUPTED;
        } catch (IOException | RuntimeException e) {
            if (takeDown.interrupted()) {
                return BenchMain.INTERRUPTED;
            }
            LOG.error("The benchmark failed", e);
            System.err.println("spillway bench: " + e);
            return BenchMain.FAILED;
        } finally {
            takeDown.done.set(true);
            bench.close();
        }
    }

    /** What is to be stopped, by any thread. */
    interface Closing {
        void close();
    }

    private void interrupt(Closing bench) {
        if (!done.get()) {
            interrupted.set(true);
            bench.close();
            System.err.println("spillway bench: interrupted; everything is stopped");
        }
    }

    boolean interrupted() {
        return interrupted.get();
    }
}
