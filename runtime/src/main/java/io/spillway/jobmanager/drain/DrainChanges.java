package io.spillway.jobmanager.drain;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** What has to be told of a {@link DrainBook} once its lock is released. For one thread. */
final class DrainChanges {
    private final List<CompletableFuture<Void>> futures = new ArrayList<>();
    private final List<Runnable> listeners = new ArrayList<>();

    void addFuture(CompletableFuture<Void> future) {
        futures.add(future);
    }

    void addListeners(Collection<Runnable> more) {
        listeners.addAll(more);
    }

    /** Completes all futures, then runs all listeners. */
    void publish() {
        futures.forEach(f -> f.complete(null));
        listeners.forEach(Runnable::run);
    }
}
