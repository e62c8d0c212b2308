package io.spillway.jobmanager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spillway.settings.InvalidSettingsException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code spillway jobmanager} says when it can't start: one line, exit code 2. */
class JobManagerMainTest {

    /** A job that never gets to run in these tests. */
    public static final class Job {
        public static void main(String[] args) {}
    }

    /** Lacks what a job needs. */
    public static final class NoMain {}

    @TempDir Path home;
    private Path conf;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @BeforeEach
    void emptyHome() throws IOException {
        conf = Files.createDirectories(home.resolve("conf"));
        Files.createDirectories(home.resolve("usrlib"));
        config("rest.port: 0", "jobmanager.rpc.port: 0");
    }

    private void config(String... lines) throws IOException {
        Files.write(conf.resolve("config.yaml"), List.of(lines));
    }

    private int run(String... args) {
        return JobManagerMain.run(
                args,
                Map.of("SPILLWAY_HOME", home.toString()),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    private void expectRefusal(String message, String... args) {
        assertThat(run(args)).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8).stripTrailing())
                .isEqualTo("spillway jobmanager: " + message);
    }

    private Path jar(String name, String mainClass, Class<?>... classes) throws IOException {
        Path jar = home.resolve(name);
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        if (mainClass != null) {
            manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, mainClass);
        }
        try (JarOutputStream jarOut = new JarOutputStream(Files.newOutputStream(jar), manifest)) {
            for (Class<?> type : classes) {
                String file = type.getName().replace('.', '/') + ".class";
                jarOut.putNextEntry(new JarEntry(file));
                try (InputStream bytes = type.getClassLoader().getResourceAsStream(file)) {
                    bytes.transferTo(jarOut);
                }
            }
        }
        return jar;
    }

    @Test
    void helpNamesEveryOption() {
        assertThat(run("--help")).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("--job-jar", "--job-class", "--config-dir", "-DKEY=VALUE", "[ARG...]");
    }

    @Test
    void unknownOption() {
        assertThat(run("--wat")).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .contains("Unknown option: '--wat'", "--help")
                .hasLineCount(1);
    }

    @Test
    void noJob() {
        expectRefusal(
                "There is no job: put its jar into %s or pass --job-jar FILE."
                        .formatted(home.resolve("usrlib")));
    }

    @Test
    void severalJobs() throws IOException {
        jar("usrlib/a.jar", null);
        jar("usrlib/b.jar", null);
        expectRefusal(
                "%s: holds several jars (a.jar, b.jar): leave the job's alone there or pass --job-jar FILE."
                        .formatted(home.resolve("usrlib")));
    }

    @Test
    void missingJar() {
        expectRefusal(
                "nope.jar: there is no such file: pass the job's jar with --job-jar FILE.",
                "--job-jar",
                "nope.jar");
    }

    @Test
    void notAJar() throws IOException {
        Path file = Files.writeString(home.resolve("text.jar"), "text");
        expectRefusal(
                "%s: not a jar: pass the job's jar with --job-jar FILE.".formatted(file),
                "--job-jar",
                file.toString());
    }

    @Test
    void aDirectoryIsNotAJar() {
        expectRefusal(
                "%s: there is no such file: pass the job's jar with --job-jar FILE."
                        .formatted(conf),
                "--job-jar",
                conf.toString());
    }

    @Test
    void noMainClass() throws IOException {
        Path jar = jar("usrlib/job.jar", null, Job.class);
        expectRefusal(
                "%s: its manifest names no Main-Class: pass --job-class CLASS.".formatted(jar));
    }

    @Test
    void wrongMainClass() throws IOException {
        Path jar = jar("usrlib/job.jar", null, Job.class);
        expectRefusal(
                "%s: there is no class com.example.Nope in it: pass the right one with --job-class CLASS."
                        .formatted(jar),
                "--job-class",
                "com.example.Nope");
    }

    @Test
    void classWithoutMain() throws IOException {
        Path jar = jar("usrlib/job.jar", NoMain.class.getName(), NoMain.class);
        expectRefusal(
                "%s: class %s can't be run: The given program class does not have a main(String[]) method."
                        .formatted(jar, NoMain.class.getName()));
    }

    @Test
    void noConfiguration() throws IOException {
        Files.delete(conf.resolve("config.yaml"));
        assertThat(run()).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .contains("config.yaml", "--config-dir")
                .hasLineCount(1);
    }

    @Test
    void everyBadSettingIsToldAtOnce() throws IOException {
        config(
                "spillway.drian.coalesce-window: 1s",
                "spillway.join.coalesce-window: soon",
                "rest.port: web",
                "heartbeat.timeout: never");
        assertThat(run()).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8).lines())
                .hasSize(4)
                .anyMatch(l -> l.contains("did you mean spillway.drain.coalesce-window?"))
                .anyMatch(l -> l.contains("spillway.join.coalesce-window: \"soon\" is not"))
                .anyMatch(l -> l.contains("rest.port: \"web\" is not"))
                .anyMatch(l -> l.contains("heartbeat.timeout: \"never\" is not"));
    }

    @Test
    void portsInUse() throws IOException {
        jar("usrlib/job.jar", Job.class.getName(), Job.class);
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("localhost"))) {
            String port = Integer.toString(taken.getLocalPort());
            for (String key : List.of("rest.port", "rest.bind-port", "jobmanager.rpc.port")) {
                err.reset();
                expectRefusal(
                        "%s: port %s is in use: stop the other process or set another port (Address already in use)."
                                .formatted(key, port),
                        "-D" + key + "=" + port);
            }
        }
    }

    @Test
    void addressesOfOtherMachines() throws IOException {
        jar("usrlib/job.jar", Job.class.getName(), Job.class);
        expectRefusal(
                "rest.bind-address: 192.0.2.1 is no address of this machine: set one that is, or 0.0.0.0.",
                "-Drest.bind-address=192.0.2.1");
    }

    @Test
    void jvmArgumentsFollowTheConfiguration() throws Exception {
        assertThat(
                        JobManagerJvmArguments.of(
                                conf.toString(), "-Djobmanager.memory.process.size=1g"))
                .contains("-Xmx469762048", "-Xms469762048");
        assertThat(JobManagerJvmArguments.of(conf.toString()))
                .first()
                .asString()
                .startsWith("-Xmx");
    }

    @Test
    void theUsersJvmOptionsComeAfterTheMemoryFlags() throws Exception {
        assertThat(
                        JobManagerJvmArguments.of(
                                conf.toString(),
                                "-Djobmanager.memory.process.size=1g",
                                "-Denv.java.opts.all=-XX:+UseSerialGC -Xmx300m",
                                "-Denv.java.opts.taskmanager=-Xmx400m",
                                "-Denv.java.opts.jobmanager=-Dname='of two words'"))
                .contains("-Xmx469762048")
                .endsWith("-XX:+UseSerialGC", "-Xmx300m", "-Dname=of two words");
    }

    @Test
    void aJvmOptionOfTwoLinesIsRefused() {
        assertThatThrownBy(
                        () ->
                                JobManagerJvmArguments.of(
                                        conf.toString(), "-Denv.java.opts.all=-Da='b\nc'"))
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessageContaining("env.java.opts.*: the option that begins with -Da=b has");
    }
}
