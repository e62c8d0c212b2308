package io.spillway.localcloud.group;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.spillway.localcloud.group.GroupEvent.Kind;
import io.spillway.localcloud.machine.LaunchTemplate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A group of real process groups; a script stands for {@code bin/spillway}. */
class LocalGroupIT {
    private static final Duration ENOUGH = Duration.ofMinutes(1);

    /** Sat out by a VM that ignores SIGTERM, and much more than the others take. */
    private static final Duration GRACE = Duration.ofSeconds(5);

    @TempDir private Path directory;
    private final List<GroupEvent> events = new CopyOnWriteArrayList<>();
    private LocalGroup group;

    @BeforeEach
    void makeHome() throws IOException {
        // Its own id, as given by the group, decides how it takes a SIGTERM.
        script(
                """
                #!/usr/bin/env bash
                case "$*" in
                    *local-0002*) trap 'echo busy' TERM ;;
                    *) trap 'exit 0' TERM ;;
                esac
                echo "$@" >"$SPILLWAY_LOG_DIR/../arguments"
                while :; do sleep 0.05; done
                """);
    }

    @AfterEach
    void close() {
        if (group != null) {
            group.close();
            assertThat(group.members()).isEmpty();
        }
    }

    @Test
    void growsShrinksAndKillsAtTheDeadline() {
        start(3, GRACE);
        awaitArguments("local-0001");
        awaitArguments("local-0002");
        awaitArguments("local-0003");
        group.joined("local-0001");

        group.setDesired(1);
        await().atMost(ENOUGH).until(() -> group.members().size() == 1);

        assertThat(event("local-0003", Kind.STOPPED).elapsed()).isLessThan(GRACE);
        assertThat(event("local-0002", Kind.KILLED).elapsed()).isGreaterThanOrEqualTo(GRACE);
        assertThat(find("local-0001", Kind.STOPPING)).isEmpty();
    }

    @Test
    void replacesAVmThatCrashed() {
        start(1, Duration.ofSeconds(30));
        awaitArguments("local-0001");

        group.crash("local-0001");

        awaitArguments("local-0002");
        assertThat(event("local-0001", Kind.DIED).text()).contains("exit code 137");
    }

    @Test
    void stopsAll() {
        start(1, Duration.ofSeconds(30));
        awaitArguments("local-0001");

        assertThat(group.stopAll()).succeedsWithin(ENOUGH);
        assertThat(event("local-0001", Kind.STOPPED)).isNotNull();
    }

    private void start(int desired, Duration gracePeriod) {
        group =
                LocalGroup.ofProcesses(
                        new GroupSettings(
                                "local", 0, 5, desired, gracePeriod, Duration.ofMillis(50)),
                        new LaunchTemplate(
                                directory,
                                directory.resolve("conf"),
                                Map.of(),
                                Map.of(),
                                directory.resolve("vms")));
        group.addListener(events::add);
        group.start();
    }

    private void script(String text) throws IOException {
        Path script = directory.resolve("bin/spillway");
        Files.createDirectories(script.getParent());
        Files.writeString(script, text);
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
    }

    private void awaitArguments(String vm) {
        Path file = directory.resolve("vms").resolve(vm).resolve("arguments");
        await().atMost(ENOUGH)
                .until(() -> Files.exists(file) && Files.readString(file).contains(vm));
    }

    private GroupEvent event(String vm, Kind kind) {
        return find(vm, kind).orElseThrow(() -> new AssertionError(events.toString()));
    }

    private Optional<GroupEvent> find(String vm, Kind kind) {
        return events.stream()
                .filter(event -> event.vm().equals(vm) && event.kind() == kind)
                .findFirst();
    }
}
