package io.spillway.localcloud.machine;

import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Machines without a process: they are there until they are asked to go. */
public final class PretendedVms implements VmLauncher {
    @Override
    public LocalVm launch(VmSpec spec) {
        return new Pretended(spec.id(), spec.directory(), new CompletableFuture<>());
    }

    private record Pretended(String id, Path directory, CompletableFuture<Integer> end)
            implements LocalVm {
        @Override
        public CompletionStage<Integer> exited() {
            return end;
        }

        @Override
        public void stop() {
            end.complete(0);
        }

        @Override
        public void crash() {
            end.complete(137);
        }

        @Override
        public void freeze() {}

        @Override
        public void thaw() {}
    }
}
