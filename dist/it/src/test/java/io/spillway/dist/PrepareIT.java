package io.spillway.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.spillway.dist.Installation.Ended;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code spillway prepare}: what it leaves, for whom, and when it does nothing. */
class PrepareIT {
    private static final int FAILED = 1;
    private static final int WRONG_USAGE = 2;
    private static final String AGENT = " io.spillway.agent.AgentMain";

    @TempDir private Path directory;
    private Installation spillway;

    @BeforeEach
    void unpack() throws IOException {
        spillway = Installation.in(directory);
    }

    @AfterEach
    void close() {
        spillway.close();
    }

    @Test
    void leavesAnArchiveThatATaskManagersJvmMaps() throws Exception {
        Path connectors = spillway.home().resolve("examples/lib");
        spillway.setEnvironment("SPILLWAY_CLASS_PATH", connectors.toString());

        Ended prepared = spillway.run("prepare");

        assertThat(prepared.exitCode()).as(prepared.errors() + log()).isZero();
        assertThat(files()).hasSize(6).contains("prepare.log");
        Path archive = archive("flink");
        assertThat(Files.readAllLines(Path.of(archive.toString().replace(".jsa", ".classes"))))
                .as("what a TaskManager loads before its first job comes")
                .contains(
                        "org.apache.flink.streaming.runtime.tasks.SourceOperatorStreamTask",
                        "org.apache.flink.runtime.state.heap.HeapRestoreOperation",
                        "org.apache.kafka.clients.producer.KafkaProducer")
                .doesNotContain("org.apache.flink.runtime.taskexecutor.TaskExecutor")
                .noneMatch(name -> name.contains("/"));
        Path rpcSystem = Path.of(archive.toString().replace(".jsa", "-rpc.jar"));
        assertThat(rpcSystem).isReadable();
        assertThat(Files.readAllLines(Path.of(rpcSystem.toString().replace(".jar", ".classes"))))
                .as("what a TaskManager loads of it while it starts")
                .contains(
                        "org.apache.flink.runtime.rpc.pekko.PekkoRpcService",
                        "org.apache.pekko.actor.ActorSystemImpl")
                .allMatch(name -> !name.contains("/"));
        assertThat(prepared.output()).contains("Prepared in ").contains(archive.toString());
        // What a TaskManager needs first: of Flink, of the network, of state, of the connector.
        assertThat(sharedClasses(archive, jars(spillway.home().resolve("lib"), connectors)))
                .contains(
                        "org.apache.flink.runtime.taskexecutor.TaskExecutor",
                        "org.apache.pekko.actor.ActorSystemImpl",
                        "org.apache.flink.streaming.runtime.tasks.StreamTask",
                        "org.apache.flink.streaming.runtime.tasks.SourceOperatorStreamTask",
                        "org.apache.flink.runtime.state.heap.HeapKeyedStateBackend",
                        "org.apache.flink.state.rocksdb.RocksDBKeyedStateBackend",
                        "org.apache.kafka.clients.producer.KafkaProducer",
                        "org.apache.flink.connector.kafka.sink.KafkaSink");

        Path agents = archive("agent");
        assertThat(sharedClasses(agents, startedAgentsJars(agents)))
                .contains("io.spillway.agent.Agent", "com.google.inject.internal.InjectorImpl");

        Ended again = spillway.run("prepare");
        assertThat(again.exitCode()).isZero();
        assertThat(again.output()).contains("Prepared already: " + archive);
    }

    @Test
    void aJarThatCannotBeReadLeavesNoArchive() throws IOException {
        spillway.setEnvironment("SPILLWAY_CLASS_PATH", brokenJar().toString());
        Ended ended = spillway.run("prepare");

        assertOneLine(ended, FAILED, "prepare.log");
        assertThat(files()).containsExactly("prepare.log");
    }

    @Test
    void wrongUsageIsRefused() throws IOException {
        assertOneLine(spillway.run("prepare", "--fast"), WRONG_USAGE, "--fast: no such option");
        spillway.setEnvironment("SPILLWAY_CLASS_PATH", "/no/such");
        assertOneLine(spillway.run("prepare"), WRONG_USAGE, "SPILLWAY_CLASS_PATH: /no/such");
        assertOneLine(spillway.run("taskmanager"), WRONG_USAGE, "SPILLWAY_CLASS_PATH: /no/such");
        assertThat(spillway.home().resolve("cds")).doesNotExist();
    }

    private Path brokenJar() throws IOException {
        return Files.writeString(directory.resolve("broken.jar"), "no jar");
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(spillway.home().resolve("cds"))) {
            return files.map(f -> f.getFileName().toString()).sorted().toList();
        }
    }

    private Path archive(String kind) throws IOException {
        String name =
                files().stream()
                        .filter(f -> f.startsWith(kind + "-") && f.endsWith(".jsa"))
                        .findFirst()
                        .orElseThrow();
        return spillway.home().resolve("cds").resolve(name);
    }

    private static String jars(Path... folders) throws IOException {
        List<String> jars = new ArrayList<>();
        for (Path folder : folders) {
            try (Stream<Path> files = Files.list(folder)) {
                files.map(Path::toString)
                        .filter(f -> f.endsWith(".jar"))
                        .sorted()
                        .forEach(jars::add);
            }
        }
        return String.join(":", jars);
    }

    /** The class path of an agent that is started, which is to map the archive. */
    private String startedAgentsJars(Path archive) {
        spillway.start("taskmanager", "-Dspillway.cloud=none");
        await().atMost(Installation.ENOUGH).until(() -> agent().isPresent());
        String command = agent().orElseThrow();
        assertThat(command).contains("-XX:SharedArchiveFile=" + archive + " ");
        return command.substring(command.indexOf(" -cp ") + 5, command.indexOf(AGENT));
    }

    private Optional<String> agent() {
        return spillway.processes().stream().filter(line -> line.contains(AGENT)).findFirst();
    }

    private String log() {
        try {
            return Files.readString(spillway.home().resolve("cds/prepare.log"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Asks a JVM that refuses to start without the archive. */
    private List<String> sharedClasses(Path archive, String classPath) throws Exception {
        Path output = directory.resolve("shared.txt");
        Process java =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                                "-Xshare:on",
                                "-XX:SharedArchiveFile=" + archive,
                                "-XX:+PrintSharedArchiveAndExit",
                                "-cp",
                                classPath,
                                "None")
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();
        assertThat(java.waitFor()).isZero();
        return Files.readString(output, StandardCharsets.UTF_8)
                .lines()
                .flatMap(line -> Stream.of(line.trim().split("[\\s,:]+")))
                .toList();
    }

    private static void assertOneLine(Ended ended, int exitCode, String words) {
        assertThat(ended.errors().strip().lines()).as(ended.errors()).hasSize(1);
        assertThat(ended.errors()).contains(words);
        assertThat(ended.exitCode()).isEqualTo(exitCode);
    }
}
