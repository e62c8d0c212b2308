package io.spillway.doctor.machine;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.agent.boot.Machine;
import io.spillway.installation.Installation;
import io.spillway.installation.LocalProcesses;
import io.spillway.settings.ConfigurationFile;
import io.spillway.spi.diagnosis.DiagnosisSubject.Role;
import io.spillway.spi.diagnosis.Finding;
import io.spillway.spi.diagnosis.Finding.Level;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MachineChecksTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final long GIBI = 1L << 30;

    @TempDir private Path folder;

    @ParameterizedTest
    @CsvSource({"11, FAILURE", "17, OK", "21, OK", "25, WARNING"})
    void javaIsOneThatFlinkKnows(int feature, Level level) {
        assertThat(new JavaCheck(feature, feature + ".0.1", folder).run(LIMIT).level())
                .isEqualTo(level);
    }

    @Test
    void theJavaOfThisProcessWillDo() {
        assertThat(JavaCheck.current().run(LIMIT).level()).isNotEqualTo(Level.FAILURE);
    }

    @Test
    void aFolderIsWritableAndLargeEnough() throws IOException {
        Finding finding = folder(folder, 1).run(LIMIT);
        assertThat(finding.level()).isIn(Level.OK, Level.WARNING);
        assertThat(finding.found()).startsWith(folder + ", ").contains(" free");
        assertThat(folder).isEmptyDirectory();

        Finding small = folder(folder, Long.MAX_VALUE).run(LIMIT);
        assertThat(small.level()).isEqualTo(Level.WARNING);
        assertThat(small.fix()).get().asString().contains("set SPILLWAY_LOG_DIR to a larger disk");
    }

    @Test
    void aFolderThatIsntThereIsMadeWhereThatCanBe() throws IOException {
        assertThat(folder(folder.resolve("a/b"), 1).run(LIMIT).found())
                .contains("isn't there yet and will be made");

        Path file = Files.createFile(folder.resolve("file"));
        Finding finding = folder(file.resolve("log"), 1).run(LIMIT);
        assertThat(finding.level()).isEqualTo(Level.FAILURE);
        assertThat(finding.found()).isEqualTo(file + ": not a directory");
    }

    @Test
    void classDataAreThoseOfTheJarsThatAreThere() throws IOException {
        Path archive = folder.resolve("cds/flink-1.jsa");
        assertThat(classData(Map.of("SPILLWAY_ARCHIVE", archive.toString())).found())
                .startsWith("no archive in");
        Files.createDirectories(archive.getParent());
        Files.createFile(folder.resolve("cds/agent-1.jsa"));
        assertThat(classData(Map.of("SPILLWAY_ARCHIVE", archive.toString())).found())
                .startsWith("no archive in");
        Files.createFile(folder.resolve("cds/flink-2.jsa"));
        assertThat(classData(Map.of("SPILLWAY_ARCHIVE", archive.toString())).found())
                .contains("flink-2.jsa is of other jars");
        Files.createFile(archive);
        assertThat(classData(Map.of("SPILLWAY_ARCHIVE", archive.toString())))
                .isEqualTo(Finding.ok(archive.toString()));
    }

    @Test
    void aWrongClassPathIsToldAsItIs() throws IOException {
        assertThat(classData(Map.of("SPILLWAY_CLASS_PATH_PROBLEM", "SPILLWAY_CLASS_PATH: x")))
                .extracting(Finding::level, Finding::found)
                .containsExactly(Level.FAILURE, "SPILLWAY_CLASS_PATH: x");
    }

    @Test
    void memoryIsWhatTheAgentWouldGive() {
        Finding finding = memory(Map.of(), new Machine(4, 8 * GIBI));
        assertThat(finding.level()).isEqualTo(Level.OK);
        assertThat(finding.found())
                .startsWith("4 slots on 4 vCPUs; a process of 7.5 GiB")
                .endsWith("in 8.0 GiB of memory");
    }

    @Test
    void moreMemoryThanThereIsFails() {
        Map<String, String> keys = Map.of("taskmanager.memory.process.size", "4g");
        assertThat(memory(keys, new Machine(2, 3 * GIBI)).level()).isEqualTo(Level.FAILURE);
        assertThat(memory(keys, new Machine(2, 4 * GIBI)).level()).isEqualTo(Level.WARNING);
        assertThat(memory(keys, new Machine(2, 5 * GIBI)).level()).isEqualTo(Level.OK);
    }

    @Test
    void aMachineWithoutMemoryToSpareFailsAsTheAgentWould() {
        Finding finding = memory(Map.of(), new Machine(2, GIBI / 4));
        assertThat(finding.level()).isEqualTo(Level.FAILURE);
        assertThat(finding.found()).contains("the machine's 256 MiB", "memory-reserve");
    }

    private static Finding memory(Map<String, String> keys, Machine machine) {
        Map<String, String> all = new HashMap<>(keys);
        all.put("jobmanager.rpc.address", "jm");
        ConfigurationFile file = ConfigurationFile.of(Configuration.fromMap(all));
        return new MemoryCheck(file, Set.of(), machine, Path.of("/tmp")).run(LIMIT);
    }

    @Test
    void aPortInUseByAnotherFails() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Finding finding =
                    ports(
                            Role.JOBMANAGER,
                            Map.of(
                                    "rest.port",
                                    "" + taken.getLocalPort(),
                                    "rest.bind-address",
                                    "localhost"));
            assertThat(finding.level()).isEqualTo(Level.FAILURE);
            assertThat(finding.found())
                    .startsWith("rest.port: port " + taken.getLocalPort() + " is in use");
            finding =
                    ports(
                            Role.TASKMANAGER,
                            Map.of(
                                    "taskmanager.data.port",
                                    "" + taken.getLocalPort(),
                                    "taskmanager.bind-host",
                                    "localhost"));
            assertThat(finding.found()).startsWith("taskmanager.data.port: port ");
        }
    }

    @Test
    void portsThatAnyMayBeAreFree() {
        assertThat(ports(Role.TASKMANAGER, Map.of()))
                .isEqualTo(Finding.ok("the TaskManager takes any that are free"));
        assertThat(
                        ports(Role.JOBMANAGER, Map.of("rest.port", "0", "jobmanager.rpc.port", "0"))
                                .level())
                .isEqualTo(Level.OK);
    }

    private Finding ports(Role role, Map<String, String> keys) {
        return new PortsCheck(Configuration.fromMap(keys), new LocalProcesses(folder), Set.of(role))
                .run(LIMIT);
    }

    private Finding classData(Map<String, String> environment) throws IOException {
        return new ClassDataCheck(Installation.of(environment)).run(LIMIT);
    }

    private static FolderCheck folder(Path path, long least) {
        return new FolderCheck("Log files", path, least, "SPILLWAY_LOG_DIR");
    }
}
