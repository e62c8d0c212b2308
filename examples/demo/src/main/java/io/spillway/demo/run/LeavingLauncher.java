package io.spillway.demo.run;

import io.spillway.localcloud.machine.LocalVm;
import io.spillway.localcloud.machine.VmLauncher;
import io.spillway.localcloud.machine.VmSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CompletionStage;

/** Makes machines that leave, when they are asked to go, in the way that the demo is to show. */
record LeavingLauncher(VmLauncher launcher, Loss loss) implements VmLauncher {
    @Override
    public LocalVm launch(VmSpec spec) throws IOException {
        LocalVm vm = launcher.launch(spec);
        return loss == Loss.STOP ? vm : new Leaving(vm, loss);
    }

    /** A machine whose going is no request. */
    private record Leaving(LocalVm vm, Loss loss) implements LocalVm {
        @Override
        public void stop() {
            switch (loss) {
                case STOP -> vm.stop();
                case FREEZE -> vm.freeze();
                case KILL -> vm.crash();
            }
        }

        @Override
        public String id() {
            return vm.id();
        }

        @Override
        public Path directory() {
            return vm.directory();
        }

        @Override
        public CompletionStage<Integer> exited() {
            return vm.exited();
        }

        @Override
        public void crash() {
            vm.crash();
        }

        @Override
        public void freeze() {
            vm.freeze();
        }

        @Override
        public void thaw() {
            vm.thaw();
        }
    }
}
