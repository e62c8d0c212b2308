package io.spillway.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.spillway.restapi.DrainState;
import io.spillway.testing.FakeFleetServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The agent as a process, with a real TaskManager below it, at a JobManager that is a fake. */
@Timeout(120)
class AgentMainIT {
    private static final String ID = "agent-it";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir Path folder;

    private final FakeFleetServer server = new FakeFleetServer();
    private final Map<String, String> settings = new LinkedHashMap<>();
    private final Collection<ProcessHandle> processes = new ConcurrentLinkedQueue<>();
    private Process agent;

    @BeforeEach
    void configure() throws IOException {
        settings.put("jobmanager.rpc.address", "localhost");
        // Nobody listens: the TaskManager goes on trying, which is all that it is needed for.
        settings.put("jobmanager.rpc.port", "1");
        settings.put("rest.address", "localhost");
        settings.put("rest.port", String.valueOf(server.port()));
        settings.put("taskmanager.memory.process.size", "1024m");
        settings.put("taskmanager.numberOfTaskSlots", "1");
        settings.put("env.java.opts.taskmanager", "-XX:+UseSerialGC -XX:TieredStopAtLevel=1");
        settings.put("spillway.cloud", "none");
        settings.put("spillway.instance.id", ID);
        Files.createDirectory(folder.resolve("conf"));
        Files.createDirectory(folder.resolve("tmp"));
        Files.writeString(
                folder.resolve("conf/log4j2-taskmanager.properties"),
                """
                rootLogger.level = INFO
                rootLogger.appenderRef.file.ref = File
                appender.file.name = File
                appender.file.type = File
                appender.file.fileName = ${sys:log.file}
                appender.file.layout.type = PatternLayout
                """);
    }

    @AfterEach
    void clean() {
        server.close();
        processes.forEach(ProcessHandle::destroyForcibly);
        processes.forEach(p -> await().atMost(PATIENCE).until(() -> !p.isAlive()));
    }

    @Test
    void drainsOnSigtermAndLeavesNothingBehind() throws Exception {
        server.jobManager.registered.put(ID, 1);
        start();
        ProcessHandle taskManager = awaitTaskManager();
        awaitOutput("JOINING -> IN_SERVICE");
        assertThat(Files.getPosixFilePermissions(folder.resolve("tmp/spillway-" + ID)))
                .isEqualTo(PosixFilePermissions.fromString("rwx------"));

        // Ctrl-C in a terminal reaches the whole process group.
        signal("INT", taskManager.pid());
        agent.destroy();
        awaitOutput("IN_SERVICE -> DRAINING");
        await().atMost(PATIENCE).until(() -> server.calls.contains("POST /fleet/drains"));
        agent.destroy();
        awaitOutput("SIGTERM while DRAINING: that goes on");
        assertThat(taskManager.isAlive()).isTrue();

        server.advance(ID, DrainState.DRAINED);
        assertThat(awaitExit()).isEqualTo(ExitCode.OK);
        assertThat(output()).contains("DRAINING -> RELEASED").doesNotContain("\tat ");
        assertThat(taskManager.isAlive()).isFalse();
        assertThat(folder.resolve("tmp")).isEmptyDirectory();
        assertThat(folder.resolve("log/taskmanager.log")).isNotEmptyFile();
        assertThat(folder.resolve("agent.log"))
                .hasSameTextualContentAs(folder.resolve("agent.out"));
        for (String file : List.of("log/taskmanager.log", "log/taskmanager.out", "agent.log")) {
            assertThat(Files.getPosixFilePermissions(folder.resolve(file)))
                    .isEqualTo(PosixFilePermissions.fromString("rw-r-----"));
        }
    }

    @Test
    void takesTheTaskManagerWithItWhenItIsKilled() throws Exception {
        start();
        ProcessHandle taskManager = awaitTaskManager();
        // The JVM is up, and with it the lifeline.
        await().atMost(PATIENCE).until(() -> Files.exists(folder.resolve("log/taskmanager.log")));
        agent.destroyForcibly();
        await().atMost(PATIENCE).until(() -> !taskManager.isAlive());
    }

    @Test
    void saysWhatToCheckWhenNoJobManagerIsThere() throws Exception {
        server.close();
        settings.put("spillway.join.timeout", "10 s");
        start();
        assertThat(awaitExit()).isEqualTo(ExitCode.UNREACHABLE);
        assertThat(output())
                .contains(
                        "http://localhost:%d can't be reached (connection refused): check that the JobManager runs"
                                .formatted(server.port()))
                .contains("JOINING -> FAILED")
                .doesNotContain("\tat ");
        assertThat(processes).noneMatch(ProcessHandle::isAlive);
    }

    @Test
    void givesUpOnATaskManagerThatKeepsDying() throws Exception {
        settings.put("env.java.opts.taskmanager", "-XX:+NoSuchFlag");
        settings.put("spillway.taskmanager.restart-backoff", "10 ms");
        start();
        assertThat(awaitExit()).isEqualTo(ExitCode.FAILED);
        assertThat(output())
                .contains("-> FAILED")
                .contains("ended with exit code 1, the 3. time within 300 s");
        assertThat(Files.readString(folder.resolve("log/taskmanager.out")))
                .contains("Unrecognized VM option");
    }

    @Test
    void tellsAllThatIsWrongWithTheSettings() throws Exception {
        settings.put("spillway.join.timeot", "3 s");
        settings.put("spillway.termination.grace-period", "none");
        start();
        assertThat(awaitExit()).isEqualTo(ExitCode.WRONG_USAGE);
        assertThat(output().lines())
                .hasSize(2)
                .anyMatch(l -> l.contains("did you mean spillway.join.timeout?"))
                .anyMatch(l -> l.contains("spillway.termination.grace-period: \"none\" is not"));
    }

    @Test
    void tellsTheLineThatIsNoYaml() throws Exception {
        settings.put("broken", "[");
        start();
        assertThat(awaitExit()).isEqualTo(ExitCode.WRONG_USAGE);
        assertThat(output().lines()).singleElement().asString().contains("conf/config.yaml:1");
    }

    private void start() throws IOException {
        List<String> lines = new ArrayList<>();
        settings.forEach((key, value) -> lines.add(key + ": " + value));
        Files.write(folder.resolve("conf/config.yaml"), lines);
        // The flags of bin/spillway, and log4j-api's own logger in place of log4j-core.
        ProcessBuilder builder =
                new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xms6m",
                        "-Xmn2m",
                        "-Xmx16m",
                        "-Xss256k",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Dlog4j.provider=org.apache.logging.log4j.simple.internal.SimpleProvider",
                        "-Dlog.file=" + folder.resolve("agent.log"),
                        "-Djava.io.tmpdir=" + folder.resolve("tmp"),
                        "-cp",
                        System.getProperty("java.class.path"),
                        AgentMain.class.getName(),
                        "--config-dir",
                        folder.resolve("conf").toString());
        builder.environment().put("SPILLWAY_LOG_DIR", folder.resolve("log").toString());
        agent =
                builder.redirectErrorStream(true)
                        .redirectOutput(folder.resolve("agent.out").toFile())
                        .start();
        processes.add(agent.toHandle());
    }

    private ProcessHandle awaitTaskManager() throws IOException {
        awaitOutput("BOOTING -> JOINING");
        ProcessHandle taskManager;
        try (Stream<ProcessHandle> children = agent.children()) {
            taskManager = children.findFirst().orElseThrow();
        }
        processes.add(taskManager);
        return taskManager;
    }

    private void awaitOutput(String words) throws IOException {
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> output().contains(words) || !agent.isAlive());
        assertThat(output()).contains(words);
    }

    private String output() throws IOException {
        return Files.readString(folder.resolve("agent.out"));
    }

    private int awaitExit() throws InterruptedException {
        assertThat(agent.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        return agent.exitValue();
    }

    private static void signal(String name, long pid) throws Exception {
        assertThat(new ProcessBuilder("kill", "-" + name, String.valueOf(pid)).start().waitFor())
                .isZero();
    }
}
