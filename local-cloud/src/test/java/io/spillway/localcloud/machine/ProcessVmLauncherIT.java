package io.spillway.localcloud.machine;

import static io.spillway.localcloud.machine.TestingVms.AGENT;
import static io.spillway.localcloud.machine.TestingVms.STUBBORN_AGENT;
import static io.spillway.localcloud.machine.TestingVms.isRunning;
import static io.spillway.localcloud.machine.TestingVms.pid;
import static io.spillway.localcloud.machine.TestingVms.read;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProcessVmLauncherIT {
    private static final Duration ENOUGH = Duration.ofMinutes(1);

    @TempDir private Path directory;
    private final List<LocalVm> vms = new ArrayList<>();
    private final List<Long> processes = new ArrayList<>();

    @AfterEach
    void nothingIsLeft() {
        vms.forEach(LocalVm::crash);
        vms.forEach(this::exitCode);
        for (long process : processes) {
            await().atMost(ENOUGH).until(() -> !isRunning(process));
        }
    }

    @Test
    void endsWithTheMainProcessAndItsExitCode() throws Exception {
        LocalVm vm = launch("echo $GREETING, to $TMPDIR; echo oops >&2; exit 3", Duration.ZERO);

        assertThat(exitCode(vm)).isEqualTo(3);
        assertThat(read(directory.resolve("console.log")).orElseThrow())
                .contains("hello, to " + directory.resolve("tmp"), "oops");
    }

    @Test
    void stopAsksTheMainProcessAlone() throws Exception {
        LocalVm vm = launchAgent(AGENT);

        vm.stop();

        assertThat(exitCode(vm)).isEqualTo(7);
        assertThat(read(directory.resolve("terms"))).contains("main\n");
    }

    @Test
    void hasGoneOnlyWhenAllOfItsProcessesHave() throws Exception {
        LocalVm vm = launchAgent(AGENT);

        vm.stop();
        exitCode(vm);

        await().atMost(ENOUGH).until(() -> !isRunning(pid(directory.resolve("child")).get()));
    }

    @Test
    void crashTakesEveryProcess() throws Exception {
        LocalVm vm = launchAgent(STUBBORN_AGENT);

        vm.crash();

        assertThat(exitCode(vm)).isEqualTo(128 + 9);
        await().atMost(ENOUGH).until(() -> !isRunning(pid(directory.resolve("child")).get()));
    }

    @Test
    void aFrozenVmStandsStillUntilItIsThawed() throws Exception {
        LocalVm vm = launchAgent(AGENT);

        vm.freeze();
        for (long process : processes) {
            await().atMost(ENOUGH).until(() -> state(process).startsWith("T"));
        }
        assertThat(vm.exited().toCompletableFuture()).isNotDone();
        Optional<String> frozen = beats();
        vm.thaw();

        await().atMost(ENOUGH).until(() -> !beats().equals(frozen));
    }

    @Test
    void aFrozenVmCanBeTakenAway() throws Exception {
        LocalVm vm = launchAgent(STUBBORN_AGENT);
        vm.freeze();
        vm.stop();

        vm.crash();

        assertThat(exitCode(vm)).isEqualTo(128 + 9);
    }

    @Test
    void aSlowVmStartsNothingUntilItHasBooted() throws Exception {
        LocalVm vm = launch(AGENT, Duration.ofHours(1));
        assertThat(directory.resolve("main")).doesNotExist();

        vm.stop();

        assertThat(exitCode(vm)).isEqualTo(128 + 15);
        assertThat(directory.resolve("main")).doesNotExist();
    }

    @Test
    void aBootDelayEnds() throws Exception {
        launch(AGENT, Duration.ofMillis(300));

        await().atMost(ENOUGH).until(() -> pid(directory.resolve("main")).isPresent());
    }

    @Test
    void askingAVmThatHasGoneDoesNothing() throws Exception {
        LocalVm vm = launch("exit 0", Duration.ZERO);
        exitCode(vm);

        vm.stop();
        vm.freeze();
        vm.thaw();
        vm.crash();

        assertThat(exitCode(vm)).isZero();
    }

    @Test
    void aCommandThatDoesNotExistIsAnExitCodeLikeAnyOther() throws Exception {
        LocalVm vm =
                track(
                        new ProcessVmLauncher()
                                .launch(
                                        new VmSpec(
                                                "test-0001",
                                                directory,
                                                List.of(directory.resolve("missing").toString()),
                                                Map.of(),
                                                Duration.ZERO)));

        assertThat(exitCode(vm)).isEqualTo(127);
        assertThat(read(directory.resolve("console.log")).orElseThrow()).contains("missing");
    }

    @Test
    void refusesADirectoryThatIsAFile() throws Exception {
        Path file = Files.createFile(directory.resolve("file"));

        assertThatThrownBy(
                        () ->
                                new ProcessVmLauncher()
                                        .launch(TestingVms.spec(file, AGENT, Duration.ZERO)))
                .isInstanceOf(IOException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "frozen"})
    void whenTheLocalCloudIsKilledItsVmsDie(String state) throws Exception {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                LaunchAndWait.class.getName(),
                                directory.toString()));
        if (!state.isEmpty()) {
            command.add(state);
        }
        Process localCloud =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(directory.resolve("local-cloud.log").toFile())
                        .start();
        long main = awaitProcess("main");
        long child = awaitProcess("child");
        assertThat(isRunning(main)).isTrue();

        localCloud.destroyForcibly().waitFor();

        await().atMost(ENOUGH).until(() -> !isRunning(main) && !isRunning(child));
    }

    private LocalVm launchAgent(String script) throws IOException {
        LocalVm vm = launch(script, Duration.ZERO);
        awaitProcess("main");
        awaitProcess("child");
        await().atMost(ENOUGH).until(() -> beats().isPresent());
        return vm;
    }

    private LocalVm launch(String script, Duration bootDelay) throws IOException {
        return track(new ProcessVmLauncher().launch(TestingVms.spec(directory, script, bootDelay)));
    }

    private LocalVm track(LocalVm vm) {
        vms.add(vm);
        processes.add(((ProcessVm) vm).mainProcess());
        return vm;
    }

    private long awaitProcess(String file) {
        Path path = directory.resolve(file);
        await().atMost(ENOUGH).until(() -> pid(path).isPresent());
        long pid = pid(path).orElseThrow();
        processes.add(pid);
        return pid;
    }

    private Optional<String> beats() {
        return read(directory.resolve("beats"));
    }

    /** What ps says of a process: T when it is stopped. */
    private static String state(long pid) throws IOException {
        Process ps = new ProcessBuilder("ps", "-o", "stat=", "-p", Long.toString(pid)).start();
        try (BufferedReader reader = ps.inputReader()) {
            return reader.lines().collect(Collectors.joining()).strip();
        }
    }

    private int exitCode(LocalVm vm) {
        return vm.exited()
                .toCompletableFuture()
                .orTimeout(ENOUGH.toSeconds(), TimeUnit.SECONDS)
                .join();
    }
}
