package io.spillway.gcp.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.gcp.testing.LocalProject;
import io.spillway.localcloud.gcp.compute.GroupSpec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The folder that the tarball takes, in a class loader of its own, in a process of its own. */
class PluginIT {
    private static final Path FOLDER = Path.of(System.getProperty("spillway.gcp.plugin"));

    @Test
    void hearsOfNoticesWritesMetricsAndAsksItsGroup(@TempDir Path directory) throws Exception {
        try (LocalProject project = new LocalProject(directory)) {
            project.gcp.createGroup(
                    GroupSpec.zonal("workers", "europe-west1-b", 2, LocalProject.TEMPLATE));
            Map<String, String> endpoints = project.gcp.endpoints();
            Process process =
                    start(
                            project.gcp.machineEnvironment("jobmanager", LocalProject.ACCOUNT),
                            FOLDER.toString(),
                            endpoints.get("spillway.gcp.monitoring.endpoint"),
                            endpoints.get("spillway.gcp.compute.endpoint"));
            String said;
            try (var out = process.getInputStream()) {
                said = new String(out.readAllBytes(), StandardCharsets.UTF_8);
            } finally {
                process.destroy();
            }
            assertThat(process.waitFor()).as(said).isZero();
            assertThat(said.lines())
                    .contains(
                            "own class loader: true",
                            "zone: europe-west1-b",
                            "notice: false",
                            "published to cloud-monitoring",
                            "machines: 2");
            assertThat(project.gcp.metrics().ids()).hasSize(1);
        }
    }

    private static Process start(Map<String, String> environment, String... arguments)
            throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Xmx64m");
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.add(PluginProbe.class.getName());
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().remove("GOOGLE_APPLICATION_CREDENTIALS");
        builder.environment().putAll(environment);
        return builder.start();
    }

    @Test
    void itIsSmallAndBringsNothingThatIsThereAlready() throws Exception {
        List<Path> jars;
        try (Stream<Path> files = Files.walk(FOLDER)) {
            jars = files.filter(Files::isRegularFile).toList();
        }
        assertThat(jars).hasSize(1);
        assertThat(Files.size(jars.get(0))).isLessThan(21_000_000);
        List<String> classes = new ArrayList<>();
        try (JarFile jar = new JarFile(jars.get(0).toFile())) {
            jar.stream().map(entry -> entry.getName()).forEach(classes::add);
        }
        assertThat(classes)
                .contains("io/spillway/gcp/GcpCloudProvider.class")
                .noneMatch(each -> each.startsWith("io/spillway/spi/"))
                .noneMatch(each -> each.startsWith("org/apache/"))
                .noneMatch(each -> each.startsWith("org/slf4j/"))
                .noneMatch(each -> each.startsWith("io/grpc/netty/"))
                .noneMatch(each -> each.startsWith("io/grpc/xds/"));
    }
}
