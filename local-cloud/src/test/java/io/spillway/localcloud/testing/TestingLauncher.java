package io.spillway.localcloud.testing;

import io.spillway.localcloud.machine.LocalVm;
import io.spillway.localcloud.machine.VmLauncher;
import io.spillway.localcloud.machine.VmSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Launches VMs that exist in memory only and do what the test says. */
public final class TestingLauncher implements VmLauncher {
    private final Map<String, Vm> launched = new LinkedHashMap<>();
    private final List<VmSpec> specs = new ArrayList<>();
    private IOException failure;

    @Override
    public LocalVm launch(VmSpec spec) throws IOException {
        if (failure != null) {
            throw failure;
        }
        specs.add(spec);
        Vm vm = new Vm(spec.id(), spec.directory());
        launched.put(spec.id(), vm);
        return vm;
    }

    /** From now on nothing can be launched; null ends that. */
    public void failWith(IOException newFailure) {
        failure = newFailure;
    }

    /** All that was asked for. */
    public List<VmSpec> specs() {
        return specs;
    }

    /** The last VM of that id. */
    public Vm vm(String id) {
        return launched.get(id);
    }

    /** A VM that notes what it is asked for. */
    public static final class Vm implements LocalVm {
        private final String id;
        private final Path directory;
        private final CompletableFuture<Integer> exited = new CompletableFuture<>();
        private final List<String> asked = new ArrayList<>();

        Vm(String id, Path directory) {
            this.id = id;
            this.directory = directory;
        }

        /** What it was asked for. */
        public List<String> asked() {
            return asked;
        }

        /** Ends its main process. */
        public void exit(int code) {
            exited.complete(code);
        }

        @Override
        public String id() {
            return id;
        }

        @Override
        public Path directory() {
            return directory;
        }

        @Override
        public CompletionStage<Integer> exited() {
            return exited;
        }

        @Override
        public void stop() {
            asked.add("stop");
        }

        @Override
        public void crash() {
            asked.add("crash");
            exited.complete(137);
        }

        @Override
        public void freeze() {
            asked.add("freeze");
        }

        @Override
        public void thaw() {
            asked.add("thaw");
        }
    }
}
