package io.spillway.ha.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.spi.store.StoredObject;
import io.spillway.spi.store.WriteOutcome;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The local store between processes that write to the same object, and one that is killed. */
class SeveralProcessesIT {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final String KEY = "count";
    private static final int EACH = 300;

    @TempDir Path directory;

    private final List<Process> processes = new ArrayList<>();

    @AfterEach
    void leaveNoProcess() {
        processes.forEach(Process::destroyForcibly);
    }

    @Test
    void noCountIsLostBetweenProcesses() throws Exception {
        Process one = counter(EACH);
        Process two = counter(EACH);
        for (Process each : List.of(one, two)) {
            assertThat(each.waitFor(TIMEOUT.toSeconds(), TimeUnit.SECONDS)).isTrue();
            assertThat(each.exitValue()).isZero();
        }
        assertThat(count()).isEqualTo(2 * EACH);
    }

    @Test
    void aWriterThatIsKilledLeavesTheOldOrTheNewAndKeepsNobodyOut() throws Exception {
        for (int round = 0; round < 5; round++) {
            int before = count();
            Process endless = counter(Integer.MAX_VALUE);
            while (count() < before + 20) {
                assertThat(endless.isAlive()).isTrue();
                Thread.onSpinWait();
            }
            endless.destroyForcibly();
            assertThat(endless.waitFor(TIMEOUT.toSeconds(), TimeUnit.SECONDS)).isTrue();

            int after = count();
            try (LocalDirectoryStore store = open()) {
                count(store, 1);
            }
            assertThat(count()).isEqualTo(after + 1);
        }
    }

    private int count() throws Exception {
        try (LocalDirectoryStore store = open()) {
            return store.get(KEY, TIMEOUT).map(SeveralProcessesIT::number).orElse(0);
        }
    }

    private LocalDirectoryStore open() throws Exception {
        return LocalDirectoryStore.open(directory, TIMEOUT);
    }

    private Process counter(int times) throws Exception {
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:+UseSerialGC",
                                "-cp",
                                System.getProperty("java.class.path"),
                                SeveralProcessesIT.class.getName(),
                                directory.toString(),
                                Integer.toString(times))
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
        processes.add(process);
        return process;
    }

    /** Counts up in a process of its own: directory, how often. */
    public static void main(String[] arguments) throws Exception {
        try (LocalDirectoryStore store = LocalDirectoryStore.open(Path.of(arguments[0]), TIMEOUT)) {
            count(store, Integer.parseInt(arguments[1]));
        }
    }

    private static void count(LocalDirectoryStore store, int times) throws Exception {
        for (int done = 0; done < times; ) {
            Optional<StoredObject> seen = store.get(KEY, TIMEOUT);
            byte[] next =
                    Integer.toString(seen.map(SeveralProcessesIT::number).orElse(0) + 1)
                            .getBytes(StandardCharsets.US_ASCII);
            WriteOutcome outcome =
                    seen.isEmpty()
                            ? store.createIfAbsent(KEY, next, TIMEOUT)
                            : store.replaceIfMatches(KEY, seen.get().version(), next, TIMEOUT);
            if (outcome instanceof WriteOutcome.Committed) {
                done++;
            }
        }
    }

    private static int number(StoredObject object) {
        return Integer.parseInt(new String(object.content(), StandardCharsets.US_ASCII));
    }
}
