package io.spillway.localcloud.lifetime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spillway.localcloud.machine.LocalVm;
import io.spillway.localcloud.machine.VmSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CleanupTest {
    private final List<String> said = new ArrayList<>();

    @Test
    void takesDownTheLastFirstAndEverythingWhateverFails() {
        Cleanup cleanup = new Cleanup();
        cleanup.add(() -> said.add("first"));
        cleanup.add(
                () -> {
                    throw new IOException("on purpose");
                });
        cleanup.add(() -> said.add("last"));

        cleanup.close();
        cleanup.close();

        assertThat(said).containsExactly("last", "first");
    }

    @Test
    void whatIsStartedDuringTheTakeDownIsTakenDownToo() {
        Cleanup cleanup = new Cleanup();
        cleanup.close();

        assertThatThrownBy(() -> cleanup.add(() -> said.add("late")))
                .isInstanceOf(IllegalStateException.class);
        assertThat(said).containsExactly("late");
    }

    @Test
    void noProcessIsLaunchedAfterTheEndAndNoneOutlivesIt() throws Exception {
        Processes processes = new Processes(spec -> new Recorded(spec.id()));
        processes.launch(spec("a"));
        processes.launch(spec("b"));

        processes.close();

        assertThat(said).containsExactlyInAnyOrder("crash a", "crash b");
        assertThatThrownBy(() -> processes.launch(spec("c"))).isInstanceOf(IOException.class);
    }

    @Test
    void theWorkDirectoryGoesAndItsLogsCanBeKept(@TempDir Path parent, @TempDir Path kept)
            throws Exception {
        WorkDirectory work = WorkDirectory.in(parent, "demo");
        Path logs = Files.createDirectories(work.resolve("jobmanager/log"));
        Files.writeString(logs.resolve("jobmanager.log"), "hello");
        Files.writeString(work.resolve("data.bin"), "no log");

        work.saveLogs(kept);
        work.close();

        assertThat(work.path()).doesNotExist();
        assertThat(kept.resolve("jobmanager/log/jobmanager.log")).hasContent("hello");
        assertThat(kept.resolve("data.bin")).doesNotExist();
    }

    @Test
    void whatAKilledRunHasLeftGoesWithTheNext(@TempDir Path parent) throws Exception {
        // No process has this id: it is above the highest that Linux and macOS give.
        Path abandoned = Files.createDirectories(parent.resolve("spillway-demo-99999999999-1"));
        Files.writeString(abandoned.resolve("data.bin"), "left");
        long alive = ProcessHandle.current().pid();
        Path running = Files.createDirectories(parent.resolve("spillway-demo-" + alive + "-2"));
        Path foreign = Files.createDirectories(parent.resolve("spillway-demonstration"));

        WorkDirectory work = WorkDirectory.in(parent, "demo");

        assertThat(abandoned).doesNotExist();
        assertThat(running).exists();
        assertThat(foreign).exists();
        assertThat(work.path()).exists();
    }

    private static VmSpec spec(String id) {
        return new VmSpec(id, Path.of("x"), List.of("true"), Map.of(), Duration.ZERO);
    }

    private final class Recorded implements LocalVm {
        private final String id;
        private final CompletableFuture<Integer> exited = new CompletableFuture<>();

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
            return exited;
        }

        @Override
        public void stop() {
            said.add("stop " + id);
        }

        @Override
        public void crash() {
            said.add("crash " + id);
            exited.complete(137);
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
