package io.spillway.bench;

import java.util.concurrent.atomic.AtomicBoolean;

/** Ctrl-C and SIGTERM: everything is stopped before the JVM ends, which waits for this. */
final class TakeDown {
    private final AtomicBoolean interrupted = new AtomicBoolean();
    private final AtomicBoolean done = new AtomicBoolean();

    private TakeDown() {}

    /** From now on. */
    static TakeDown of(Closing bench) {
        TakeDown takeDown = new TakeDown();
        Runtime.getRuntime()
                .addShutdownHook(new Thread(() -> takeDown.interrupt(bench), "take-down"));
        return takeDown;
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

    /** Nothing has to be stopped any more. */
    void done() {
        done.set(true);
    }

    boolean interrupted() {
        return interrupted.get();
    }
}
