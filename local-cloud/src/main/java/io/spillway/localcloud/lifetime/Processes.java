package io.spillway.localcloud.lifetime;

import io.spillway.localcloud.machine.LocalVm;
import io.spillway.localcloud.machine.VmLauncher;
import io.spillway.localcloud.machine.VmSpec;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Launches every process of a run and knows all of them, so that none is left behind, even one that
 * is being started while the run ends. Thread-safe.
 */
public final class Processes implements VmLauncher, AutoCloseable {
    private static final long EXIT_TIMEOUT_SECONDS = 10;

    private final VmLauncher launcher;
    private final List<LocalVm> launched = new ArrayList<>();
    private boolean closed;

    /** All of them made by the given launcher. */
    public Processes(VmLauncher launcher) {
        this.launcher = launcher;
    }

    @Override
    public synchronized LocalVm launch(VmSpec spec) throws IOException {
        if (closed) {
            throw new IOException(spec.id() + ": the run is being taken down");
        }
        launched.removeIf(vm -> vm.exited().toCompletableFuture().isDone());
        LocalVm vm = launcher.launch(spec);
        launched.add(vm);
        return vm;
    }

    /** Kills what is left, and waits until it has gone, 10 s at most. */
    @Override
    public synchronized void close() {
        closed = true;
        launched.forEach(LocalVm::crash);
        CompletableFuture<?>[] exits =
                launched.stream()
                        .map(vm -> vm.exited().toCompletableFuture())
                        .toArray(CompletableFuture<?>[]::new);
        CompletableFuture.allOf(exits)
                .completeOnTimeout(null, EXIT_TIMEOUT_SECONDS, TimeUnit.SECONDS)
                .join();
    }
}
