package io.spillway.agent.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spillway.exporter.PrometheusExporterFactory;
import io.spillway.settings.AgentSettings;
import io.spillway.settings.ConfigurationFile;
import io.spillway.settings.HaSettings;
import io.spillway.settings.SettingsReader;
import io.spillway.spi.cloud.InstanceIdentity;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.Test;

class EffectiveConfigurationTest {
    private static final Machine MACHINE = new Machine(4, 8L << 30);

    private SettingsReader reader;

    @Test
    void machineAndIdentityGiveWhatTheUserDoesNotSay() throws Exception {
        EffectiveConfiguration effective =
                effective(Map.of("jobmanager.rpc.address", "10.0.0.1"), Optional.of("10.0.0.7"));
        reader.check();
        assertThat(effective.resourceId()).isEqualTo("i-1");
        assertThat(effective.slots()).isEqualTo(4);
        assertThat(effective.chosen())
                .containsEntry("taskmanager.resource-id", "i-1")
                .containsEntry("taskmanager.host", "10.0.0.7")
                .containsEntry("taskmanager.numberOfTaskSlots", "4")
                .containsEntry("io.tmp.dirs", "/t/spillway-i-1")
                .containsEntry("heartbeat.timeout", "4200ms")
                .containsEntry("metrics.reporter.prom.host", "localhost")
                .containsEntry("metrics.reporter.prom.port", "9249-9348")
                .containsEntry(
                        "metrics.reporter.prom.factory.class",
                        PrometheusExporterFactory.class.getName())
                .doesNotContainKey("taskmanager.bind-host");
        assertThat(effective.temporary()).contains(Path.of("/t/spillway-i-1"));
    }

    @Test
    void theProcessTakesTheMachineLessTheReserve() throws Exception {
        EffectiveConfiguration effective =
                effective(Map.of("jobmanager.rpc.address", "jm"), Optional.empty());
        reader.check();
        long process = (8L << 30) - (512L << 20);
        assertThat(effective.chosen())
                .containsEntry("taskmanager.memory.process.size", process + "b")
                .containsKey("taskmanager.memory.managed.size");
        assertThat(effective.jvmMemory())
                .hasSize(4)
                .anyMatch(f -> f.startsWith("-Xmx"))
                .contains("-XX:MaxMetaspaceSize=268435456");
    }

    @Test
    void whatTheUserSaysWins() throws Exception {
        EffectiveConfiguration effective =
                effective(
                        Map.of(
                                "jobmanager.rpc.address", "jm",
                                "taskmanager.resource-id", "mine",
                                "taskmanager.host", "h",
                                "taskmanager.numberOfTaskSlots", "3",
                                "taskmanager.memory.process.size", "2g",
                                "io.tmp.dirs", "/mnt/ssd",
                                "heartbeat.timeout", "50 s"),
                        Optional.of("10.0.0.7"));
        reader.check();
        assertThat(effective.resourceId()).isEqualTo("mine");
        assertThat(effective.slots()).isEqualTo(3);
        assertThat(effective.temporary()).isEmpty();
        assertThat(effective.chosen())
                .doesNotContainKeys(
                        "taskmanager.resource-id",
                        "taskmanager.host",
                        "taskmanager.memory.process.size",
                        "io.tmp.dirs",
                        "heartbeat.timeout");
    }

    @Test
    void aFleetOnOneMachineStaysOnTheLoopbackInterface() throws Exception {
        EffectiveConfiguration effective =
                effective(Map.of("jobmanager.rpc.address", "localhost"), Optional.of("10.0.0.7"));
        reader.check();
        assertThat(effective.chosen())
                .containsEntry("taskmanager.host", "localhost")
                .containsEntry("taskmanager.bind-host", "localhost");
    }

    @Test
    void aMissingJobManagerIsAProblem() {
        effective(Map.of(), Optional.empty());
        assertThatThrownBy(reader::check)
                .hasMessage(
                        "config.yaml: jobmanager.rpc.address: not set; say where the JobManager runs");
    }

    @Test
    void theUsersReporterWins() throws Exception {
        EffectiveConfiguration effective =
                effective(
                        Map.of(
                                "jobmanager.rpc.address", "jm",
                                "metrics.reporter.prom.factory.class", "com.example.Factory",
                                "metrics.reporter.prom.port", "ours only"),
                        Optional.empty());
        reader.check();
        assertThat(effective.chosen())
                .doesNotContainKeys(
                        "metrics.reporter.prom.factory.class", "metrics.reporter.prom.port")
                .containsEntry("metrics.reporter.prom.host", "localhost");
    }

    @Test
    void aPortForMetricsThatIsNoneIsAProblem() {
        effective(
                Map.of(
                        "jobmanager.rpc.address", "jm",
                        "metrics.reporter.prom.port", "9300-9200",
                        "metrics.reporter.prom.host", ""),
                Optional.empty());
        assertThatThrownBy(reader::check)
                .hasMessage(
                        "config.yaml: metrics.reporter.prom.port: \"9300-9200\" is not a port or a range of ports such as 9249-9348\n"
                                + "config.yaml: metrics.reporter.prom.host: is empty; set an address of this machine, such as localhost");
    }

    @Test
    void memoryThatDoesNotFitIsOneLine() {
        effective(
                Map.of("jobmanager.rpc.address", "jm", "taskmanager.memory.process.size", "300m"),
                Optional.empty());
        assertThatThrownBy(reader::check)
                .hasMessageStartingWith("config.yaml: taskmanager.memory: ")
                .message()
                .doesNotContain("\n");
    }

    @Test
    void aReserveThatLeavesNothingIsAProblem() {
        effective(
                Map.of(
                        "jobmanager.rpc.address", "jm",
                        "spillway.taskmanager.memory-reserve", "8 gb"),
                Optional.empty());
        assertThatThrownBy(reader::check)
                .hasMessageContaining(
                        "taskmanager.memory.process.size: not set, and the machine's 8192 MiB");
    }

    private EffectiveConfiguration effective(Map<String, String> user, Optional<String> host) {
        ConfigurationFile file = ConfigurationFile.of(Configuration.fromMap(user));
        reader = new SettingsReader(file);
        return EffectiveConfiguration.of(
                file,
                reader,
                AgentSettings.read(reader),
                HaSettings.read(reader),
                new InstanceIdentity(
                        "i-1", host, Optional.empty(), Optional.empty(), Optional.empty()),
                MACHINE,
                Path.of("/t"));
    }
}
