package io.spillway.agent.taskmanager;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.agent.boot.EffectiveConfiguration;
import io.spillway.settings.ConfigurationFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.Test;

class TaskManagerCommandTest {
    private static final TaskManagerCommand.Surroundings SURROUNDINGS =
            new TaskManagerCommand.Surroundings(
                    "/jdk",
                    "/home/lib/*",
                    Optional.of(Path.of("/home/cds/flink-1.jsa")),
                    Optional.of(Path.of("/home/cds/flink-1.classes")),
                    Optional.of(Path.of("/home/cds/flink-1-rpc.jar")),
                    Optional.empty(),
                    Path.of("/tmp/spillway-i-1.registered"),
                    Path.of("/log/taskmanager-2.log"));

    @Test
    void theAgentsChoicesComeAfterTheUsers() {
        List<String> command =
                command(
                        Map.of(
                                "rest.port",
                                "1",
                                "env.java.opts.taskmanager",
                                "-Da='x y' -XX:+UseSerialGC"),
                        Set.of("rest.port"));
        assertThat(command)
                .containsSubsequence(
                        "/jdk/bin/java",
                        "-Xmx1",
                        "-XX:SharedArchiveFile=/home/cds/flink-1.jsa",
                        "-Dspillway.first-job-classes=/home/cds/flink-1.classes",
                        "-Dspillway.rpc-system=/home/cds/flink-1-rpc.jar",
                        "-Dspillway.registered-file=/tmp/spillway-i-1.registered",
                        "-Dlog.file=/log/taskmanager-2.log",
                        "-Da=x y",
                        "-XX:+UseSerialGC",
                        "-cp",
                        "/home/lib/*",
                        TaskManagerMain.class.getName(),
                        "--configDir",
                        "/conf",
                        "-Drest.port=1",
                        "-Dtaskmanager.resource-id=i-1");
    }

    @Test
    void secretsInTheFileStayOffTheCommandLine() {
        assertThat(command(Map.of("s3.secret-key", "hush"), Set.of()))
                .noneMatch(w -> w.contains("hush"));
    }

    @Test
    void anotherJavaMayRunIt() {
        assertThat(command(Map.of("env.java.home", "/other"), Set.of()))
                .contains("/other/bin/java");
    }

    @Test
    void outputGoesBesideTheLog() {
        assertThat(SURROUNDINGS.output()).isEqualTo(Path.of("/log/taskmanager-2.out"));
    }

    private static List<String> command(Map<String, String> user, Set<String> overridden) {
        return TaskManagerCommand.of(
                        new ConfigurationFile(
                                Path.of("/conf/config.yaml"),
                                Configuration.fromMap(user),
                                overridden),
                        new EffectiveConfiguration(
                                "i-1",
                                1,
                                Map.of("taskmanager.resource-id", "i-1"),
                                List.of("-Xmx1"),
                                Optional.empty()),
                        SURROUNDINGS)
                .command();
    }
}
