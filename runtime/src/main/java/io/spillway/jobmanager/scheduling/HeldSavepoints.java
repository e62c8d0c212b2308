package io.spillway.jobmanager.scheduling;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.apache.flink.util.concurrent.FutureUtils;

/**
 * Savepoints that shall stop the job, asked for while its sources had stopped for a move. Stopped
 * sources can take none. Confined to the JobMaster's main thread.
 */
final class HeldSavepoints {

    private final List<Runnable> held = new ArrayList<>();

    /** Takes one after the move. */
    CompletableFuture<String> hold(Supplier<CompletableFuture<String>> savepoint) {
        CompletableFuture<String> result = new CompletableFuture<>();
        held.add(() -> FutureUtils.forward(savepoint.get(), result));
        return result;
    }

    /** The job runs again, or has ended. */
    void release() {
        List<Runnable> due = List.copyOf(held);
        held.clear();
        due.forEach(Runnable::run);
    }
}
