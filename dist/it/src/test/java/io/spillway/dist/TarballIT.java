package io.spillway.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is in the tarball. */
class TarballIT {
    private static final Path HOME = Path.of(System.getProperty("spillway.home"));
    private static final Path TARBALL = Path.of(System.getProperty("spillway.tarball"));
    private static final Pattern JAR = Pattern.compile("(.+?)-(\\d[^/]*)\\.jar");

    @Test
    void everyClassThatTheScriptStartsIsInAJarThatItPutsOnTheClassPath() throws IOException {
        Set<String> named = named("io\\.spillway(?:\\.[a-z]+)+\\.[A-Z]\\w+");
        assertThat(named)
                .contains(
                        "io.spillway.jobmanager.JobManagerMain",
                        "io.spillway.jobmanager.JobManagerJvmArguments",
                        "io.spillway.agent.AgentMain",
                        "io.spillway.cli.SpillwayMain",
                        "io.spillway.agent.rehearsal.Rehearsal",
                        "io.spillway.bench.BenchMain",
                        "io.spillway.demo.DemoMain",
                        "io.spillway.simulator.SimulateMain");

        for (String name : named) {
            String directory =
                    name.matches("io\\.spillway\\.(demo|bench|simulator)\\..*")
                            ? "local-cloud/lib"
                            : "lib";
            assertThat(jars(directory))
                    .as("jars of %s with %s", directory, name)
                    .anySatisfy(jar -> assertThat(entries(jar)).contains(entry(name)));
        }
    }

    @Test
    void everyLoggingConfigurationThatTheScriptNamesIsThere() throws IOException {
        Set<String> uses = named("log_to (jobmanager|demo)");
        assertThat(uses).hasSize(2);
        for (String use : uses) {
            String name = "conf/log4j2-" + use.substring("log_to ".length()) + ".properties";
            assertThat(HOME.resolve(name)).isRegularFile();
        }
        assertThat(HOME.resolve("conf/log4j2-cli.properties")).isRegularFile();
        assertThat(HOME.resolve("conf/log4j2-taskmanager.properties")).isRegularFile();
    }

    @Test
    void hasWhatTheOtherProcessesNeed() {
        assertThat(HOME.resolve("examples/top-speed-windowing.jar")).isRegularFile();
        assertThat(HOME.resolve("examples/sine-wave.jar")).isRegularFile();
        assertThat(HOME.resolve("LICENSE")).isRegularFile();
        assertThat(HOME.resolve("NOTICE")).isRegularFile();
        assertThat(jars("local-cloud/kafka"))
                .extracting(jar -> jar.getFileName().toString())
                .anyMatch(name -> name.startsWith("kafka_2.13-"));
        assertThat(jars("local-cloud/lib"))
                .extracting(jar -> jar.getFileName().toString())
                .anyMatch(name -> name.startsWith("kafka-clients-"));
    }

    @Test
    void hasAPluginForCheckpointsOnS3AndTheLicencesOfWhatIsInIt() throws IOException {
        assertThat(jars("plugins/checkpoint-s3"))
                .singleElement()
                .satisfies(
                        jar ->
                                assertThat(entries(jar))
                                        .contains(
                                                entry("io.spillway.s3.S3FileSystemFactory"),
                                                entry(
                                                        "software.amazon.awssdk.services.s3.S3Client"))
                                        .doesNotContain(
                                                entry("io.spillway.spi.store.StoreProvider")));
        assertThat(Files.readString(HOME.resolve("licences/spillway-checkpoint-s3.txt")))
                .contains("software.amazon.awssdk:s3:");
    }

    @Test
    void hasAPluginForCheckpointsOnCloudStorageAndTheLicencesOfWhatIsInIt() throws IOException {
        assertThat(jars("plugins/checkpoint-gcs"))
                .singleElement()
                .satisfies(
                        jar ->
                                assertThat(entries(jar))
                                        .contains(
                                                entry("io.spillway.gcs.GcsFileSystemFactory"),
                                                entry("com.google.api.services.storage.Storage"))
                                        .doesNotContain(
                                                entry("io.spillway.spi.store.StoreProvider")));
        assertThat(Files.readString(HOME.resolve("licences/spillway-checkpoint-gcs.txt")))
                .contains("com.google.apis:google-api-services-storage:");
    }

    @Test
    void hasAPluginForAwsAndTheLicencesOfWhatIsInIt() throws IOException {
        assertThat(jars("plugins/spillway-aws"))
                .singleElement()
                .satisfies(
                        jar ->
                                assertThat(entries(jar))
                                        .contains(
                                                entry("io.spillway.aws.AwsCloudProvider"),
                                                entry(
                                                        "software.amazon.awssdk.services.autoscaling.AutoScalingClient"))
                                        .doesNotContain(
                                                entry("io.spillway.spi.cloud.CloudProvider")));
        assertThat(Files.readString(HOME.resolve("licences/spillway-plugins-aws.txt")))
                .contains("software.amazon.awssdk:autoscaling:");
        assertThat(jars("plugins/spillway-gcp"))
                .singleElement()
                .satisfies(
                        jar ->
                                assertThat(entries(jar))
                                        .contains(
                                                entry("io.spillway.gcp.GcpCloudProvider"),
                                                entry(
                                                        "com.google.cloud.monitoring.v3.MetricServiceClient"))
                                        .doesNotContain(
                                                entry("io.spillway.spi.cloud.CloudProvider")));
        assertThat(Files.readString(HOME.resolve("licences/spillway-plugins-gcp.txt")))
                .contains("com.google.cloud:google-cloud-monitoring:");
    }

    @Test
    void noLibraryIsThereTwiceOnAClassPath() {
        assertOneVersionOfEach(jars("local-cloud/kafka"));
        // The demo runs on both.
        assertOneVersionOfEach(
                Stream.concat(jars("lib").stream(), jars("local-cloud/lib").stream()).toList());
    }

    @Test
    void onlyTheScriptIsExecutableAndOnlyTheOwnerMayWrite() throws Exception {
        List<String> lines = output("tar", "tvzf", TARBALL.toString());

        assertThat(lines).isNotEmpty();
        for (String line : lines) {
            String mode = line.substring(0, line.indexOf(' '));
            if (line.endsWith("/")) {
                assertThat(mode).as(line).isEqualTo("drwxr-xr-x");
            } else if (line.contains("/bin/")) {
                assertThat(mode).as(line).isEqualTo("-rwxr-xr-x");
            } else {
                assertThat(mode).as(line).isEqualTo("-rw-r--r--");
            }
        }
    }

    @Test
    void unpacksToWhatTheBuildLeavesUnpacked(@TempDir Path directory) throws Exception {
        output("tar", "xzf", TARBALL.toString(), "-C", directory.toString());

        Path unpacked = directory.resolve(HOME.getFileName());
        assertThat(sizes(unpacked)).isEqualTo(sizes(HOME));
        assertThat(output(unpacked.resolve("bin/spillway").toString(), "--version"))
                .hasSize(1)
                .first()
                .asString()
                .matches("spillway \\d\\S* \\(Flink \\d\\S*\\)");
    }

    private static void assertOneVersionOfEach(List<Path> jars) {
        Map<String, Set<String>> versions = new TreeMap<>();
        for (Path jar : jars) {
            String name = jar.getFileName().toString();
            Matcher matcher = JAR.matcher(name);
            String artifact = matcher.matches() ? matcher.group(1) : name;
            versions.computeIfAbsent(artifact, unused -> new TreeSet<>()).add(jar.toString());
        }
        assertThat(versions.values()).isNotEmpty().allSatisfy(all -> assertThat(all).hasSize(1));
    }

    private static Set<String> named(String pattern) throws IOException {
        Matcher matcher =
                Pattern.compile(pattern).matcher(Files.readString(HOME.resolve("bin/spillway")));
        return matcher.results().map(found -> found.group()).collect(Collectors.toSet());
    }

    private static String entry(String className) {
        return className.replace('.', '/') + ".class";
    }

    private static Set<String> entries(Path jar) throws IOException {
        if (!jar.getFileName().toString().startsWith("spillway-")) {
            return Set.of();
        }
        try (JarFile file = new JarFile(jar.toFile())) {
            return file.stream().map(entry -> entry.getName()).collect(Collectors.toSet());
        }
    }

    private static List<Path> jars(String directory) {
        try (Stream<Path> files = Files.list(HOME.resolve(directory))) {
            return files.filter(file -> file.toString().endsWith(".jar")).toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Files and their sizes; what a user may have added beside them is left out. */
    private static Map<String, Long> sizes(Path home) throws IOException {
        Map<String, Long> sizes = new TreeMap<>();
        for (String directory :
                List.of("bin", "conf", "lib", "plugins", "local-cloud", "examples", "systemd")) {
            try (Stream<Path> files = Files.walk(home.resolve(directory))) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    sizes.put(home.relativize(file).toString(), Files.size(file));
                }
            }
        }
        return sizes;
    }

    private static List<String> output(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        List<String> lines;
        try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
            lines = reader.lines().toList();
        }
        assertThat(process.waitFor()).as(lines.toString()).isZero();
        return lines;
    }
}
