package io.spillway.demo.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.localcloud.machine.LocalVm;
import io.spillway.localcloud.machine.VmSpec;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class LeavingLauncherTest {
    private final List<String> said = new ArrayList<>();

    @Test
    void machinesLeaveInTheWayThatIsToBeShown() throws Exception {
        VmSpec spec = new VmSpec("x", Path.of("x"), List.of("true"), Map.of(), Duration.ZERO);
        for (Loss loss : Loss.values()) {
            new LeavingLauncher(unused -> new Recorded(loss.name()), loss).launch(spec).stop();
        }

        assertThat(said).containsExactly("stop STOP", "freeze FREEZE", "crash KILL");
    }

    private final class Recorded implements LocalVm {
        private final String id;

        Recorded(String id) {
            this.id = id;
        }

        @Override
        public String id() {
            return id;
        }

        @Override
        public Path directory() {
            return Path.of(id);
        }

        @Override
        public CompletionStage<Integer> exited() {
            return new CompletableFuture<>();
        }

        @Override
        public void stop() {
            said.add("stop " + id);
        }

        @Override
        public void crash() {
            said.add("crash " + id);
        }

        @Override
        public void freeze() {
            said.add("freeze " + id);
        }

        @Override
        public void thaw() {
            said.add("thaw " + id);
        }
    }
}
