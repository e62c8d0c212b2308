package io.spillway.jobmanager.scheduling;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Of several attempts at the same the first that succeeds; fails with the last of them, when all
 * that have been offered by then have failed.
 *
 * <p>Confined to one thread, on which all attempts complete as well.
 */
final class FirstToComplete<T> {
    private final CompletableFuture<T> result = new CompletableFuture<>();
    private int pending;

    void offer(CompletionStage<T> attempt) {
        pending++;
        attempt.whenComplete(
                (value, failure) -> {
                    pending--;
                    if (failure == null) {
                        result.complete(value);
                    } else if (pending == 0) {
                        result.completeExceptionally(failure);
                    }
                });
    }

    CompletableFuture<T> result() {
        return result;
    }
}
