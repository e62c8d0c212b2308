package io.spillway.jobmanager.fleet;

import java.util.Collection;
import java.util.concurrent.CompletableFuture;

/** Asks Flink which TaskManagers are registered. Never blocks. */
@FunctionalInterface
public interface Registry {
    CompletableFuture<Collection<RegisteredTaskManager>> registered();
}
