package io.spillway.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.spillway.dist.Installation.Ended;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code bin/spillway} says to good and bad input: one line, and an exit code that fits. */
class CommandLineIT {
    private static final int FAILED = 1;
    private static final int WRONG_USAGE = 2;
    private static final int UNREACHABLE = 3;

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
    void helpListsEveryCommand() {
        Ended help = spillway.run("--help");

        assertThat(help.exitCode()).isZero();
        assertThat(help.output())
                .contains(
                        "jobmanager",
                        "taskmanager",
                        "fleet",
                        "drain",
                        "upgrade",
                        "doctor",
                        "prepare",
                        "demo",
                        "bench",
                        "simulate");
        assertThat(spillway.run().exitCode()).isEqualTo(WRONG_USAGE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jobmanager",
                "taskmanager",
                "fleet",
                "drain",
                "upgrade",
                "doctor",
                "prepare",
                "demo",
                "simulate"
            })
    void everyCommandHasHelpAndStartsNothingForIt(String command) {
        Ended help = spillway.run(command, "--help");

        assertThat(help.errors()).isEmpty();
        assertThat(help.exitCode()).isZero();
        assertThat(help.output()).contains("spillway " + command);
        assertThat(spillway.logs()).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource({"jobmanger, jobmanager", "task, taskmanager", "fleets, fleet", "drian, drain"})
    void anUnknownCommandNamesTheNearest(String typed, String meant) {
        assertOneLine(
                spillway.run(typed),
                WRONG_USAGE,
                "unknown command: " + typed + ". Did you mean " + meant + "?");
    }

    @Test
    void anUnknownCommandThatIsLikeNoneNamesNone() {
        Ended ended = spillway.run("xyzzyxyzzy");

        assertOneLine(ended, WRONG_USAGE, "unknown command: xyzzyxyzzy.");
        assertThat(ended.errors()).doesNotContain("Did you mean");
    }

    @Test
    void anOldJdkIsRefused() throws IOException {
        Path jdk = fakeJdk("openjdk version \"11.0.22\" 2024-01-16");
        spillway.setEnvironment("JAVA_HOME", jdk.toString());

        assertOneLine(
                spillway.run("taskmanager"),
                FAILED,
                jdk + "/bin/java is version 11.0.22: set JAVA_HOME to a JDK 17 or newer");
    }

    @Test
    void aVeryOldJdkIsRefused() throws IOException {
        spillway.setEnvironment("JAVA_HOME", fakeJdk("java version \"1.8.0_401\"").toString());

        assertOneLine(spillway.run("fleet"), FAILED, "is version 1.8.0_401: set JAVA_HOME");
    }

    @Test
    void theReleaseFileTellsTheVersionWithoutStartingJava() throws IOException {
        Path jdk = fakeJdk("this must not be asked");
        Files.writeString(jdk.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"16.0.2\"\n");
        spillway.setEnvironment("JAVA_HOME", jdk.toString());

        assertOneLine(spillway.run("fleet"), FAILED, "is version 16.0.2: set JAVA_HOME");
    }

    @Test
    void aJavaThatSaysNoVersionIsRefused() throws IOException {
        spillway.setEnvironment("JAVA_HOME", fakeJdk("The operation couldn't be").toString());

        assertOneLine(spillway.run("fleet"), FAILED, "can't tell the version of");
    }

    @Test
    void aJavaHomeWithoutJavaIsRefused() {
        spillway.setEnvironment("JAVA_HOME", directory.toString());

        assertOneLine(spillway.run("fleet"), FAILED, "JAVA_HOME=" + directory + " has no bin/java");
    }

    @ParameterizedTest
    @ValueSource(strings = {"jobmanager", "taskmanager"})
    void aConfigurationDirectoryThatIsNotThereIsRefused(String command) {
        assertOneLine(spillway.run(command, "--config-dir", "/no/such"), WRONG_USAGE, "/no/such");
    }

    @Test
    void anUnknownKeyNamesTheNearest() {
        assertOneLine(
                spillway.run("taskmanager", "-Dspillway.join.timout=1min"),
                WRONG_USAGE,
                "spillway.join.timeout");
        assertOneLine(
                spillway.run("jobmanager", "-Dspillway.drain.coalesce-windw=1s"),
                WRONG_USAGE,
                "spillway.drain.coalesce-window");
    }

    @Test
    void everyKeyInTheCommentsOfConfigYamlIsKnownAndItsValueAllowed() throws IOException {
        Path file = spillway.configDir().resolve("config.yaml");
        String text = Files.readString(file);
        String active = text.replaceAll("(?m)^# (spillway\\.\\S+: )", "$1");
        assertThat(active).isNotEqualTo(text);
        Files.writeString(file, active);

        // Settings are checked before the job is looked for.
        assertOneLine(spillway.run("jobmanager"), WRONG_USAGE, "There is no job");
    }

    @Test
    void theJobManagersJvmHasTheUsersOptions() throws IOException {
        spillway.configure("env.java.opts.all: -XX:+UseSerialGC");
        // With the last two it tells what it was started with, and ends.
        Ended ended =
                spillway.run(
                        "jobmanager",
                        "-Denv.java.opts.jobmanager=-Dname='of two words' -XX:+PrintCommandLineFlags -XshowSettings:properties -version");

        assertThat(ended.exitCode()).as(ended.errors()).isZero();
        assertThat(ended.errors()).contains("name = of two words");
        assertThat(ended.output()).contains("-XX:+UseSerialGC", "-XX:MaxHeapSize=");
    }

    @Test
    void noJobJarIsRefused() {
        assertOneLine(spillway.run("jobmanager"), WRONG_USAGE, "usrlib");
        assertOneLine(
                spillway.run("jobmanager", "--job-jar", "/no/such.jar"),
                WRONG_USAGE,
                "/no/such.jar");
    }

    @Test
    void aJobClassThatIsNotInTheJarIsRefused() throws IOException {
        assertOneLine(
                spillway.run(
                        "jobmanager",
                        "--job-jar",
                        spillway.home().resolve("examples/top-speed-windowing.jar").toString(),
                        "--job-class",
                        "com.example.Missing"),
                WRONG_USAGE,
                "com.example.Missing");
    }

    @Test
    void aPortInUseIsRefused() throws IOException {
        copyJob();
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = Integer.toString(taken.getLocalPort());
            Ended ended = spillway.run("jobmanager", "-Drest.port=" + port);

            assertThat(ended.exitCode()).isNotZero();
            assertThat(ended.errors()).contains(port).doesNotContain("\tat ");
        }
    }

    @Test
    void aLogDirectoryThatCannotBeWrittenIsRefused() throws IOException {
        Path file = Files.createFile(directory.resolve("file"));
        spillway.setEnvironment("SPILLWAY_LOG_DIR", file.resolve("log").toString());

        assertOneLine(spillway.run("taskmanager"), FAILED, "can't write to the log directory");
    }

    @Test
    void noJobManagerToAskIsAnExitCodeOfItsOwn() {
        assertOneLine(spillway.run("fleet"), UNREACHABLE, spillway.jobManager().substring(7));
        assertOneLine(spillway.run("drain", "i-1"), UNREACHABLE, "");
        assertOneLine(spillway.run("upgrade", "--rollback"), WRONG_USAGE, "no upgrade under way");
    }

    @Test
    void theDoctorTellsWhatFailsAndEndsWithOne() {
        Ended ended = spillway.run("doctor", "--role", "jobmanager");

        assertThat(ended.errors()).isEmpty();
        assertThat(ended.exitCode()).isEqualTo(FAILED);
        assertThat(ended.output().replaceAll("\\s+", " "))
                .contains("ok Java", "ok config.yaml")
                .contains("FAIL Job's jar There is no job")
                .contains("FAIL JobManager", "can't be reached")
                .contains("WARN Class data no archive in")
                .doesNotContain("\u001b");
        assertThat(spillway.logs()).doesNotExist();
    }

    @Test
    void linesAreAsWideAsTheTerminal() throws Exception {
        Path script = Path.of("/usr/bin/script");
        assumeTrue(Files.isExecutable(script), "script (util-linux) isn't here");
        String command =
                "stty cols 150; '%s' doctor".formatted(spillway.home().resolve("bin/spillway"));
        Process process =
                new ProcessBuilder(script.toString(), "-qec", command, "/dev/null").start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(output).contains("\u001b[32mok  \u001b[0m");
        assertThat(output.lines()).anyMatch(line -> line.length() > 120);
    }

    @Test
    void theDoctorTellsAWrongClassPath() {
        spillway.setEnvironment("SPILLWAY_CLASS_PATH", "/no/such");

        assertThat(spillway.run("doctor", "--json").output())
                .contains("SPILLWAY_CLASS_PATH: /no/such is neither a jar nor a directory of jars");
    }

    @Test
    void theDoctorRefusesWrongUsage() {
        assertOneLine(spillway.run("doctor", "--role", "laptop"), WRONG_USAGE, "expected one of");
        assertOneLine(spillway.run("doctr"), WRONG_USAGE, "Did you mean doctor?");
    }

    @Test
    void worksThroughALinkFromAnywhere() throws IOException {
        Path link = directory.resolve("link");
        Files.createSymbolicLink(link, spillway.home().resolve("bin/spillway"));
        Process process = new ProcessBuilder(link.toString(), "--version").start();

        assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .startsWith("spillway ");
    }

    private void copyJob() throws IOException {
        Files.copy(
                spillway.home().resolve("examples/top-speed-windowing.jar"),
                spillway.home().resolve("usrlib/top-speed-windowing.jar"),
                StandardCopyOption.REPLACE_EXISTING);
    }

    private Path fakeJdk(String version) throws IOException {
        Path java = directory.resolve("jdk/bin/java");
        Files.createDirectories(java.getParent());
        Files.writeString(java, "#!/bin/sh\necho '" + version.replace("'", "") + "' >&2\n");
        Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
        return directory.resolve("jdk");
    }

    private static void assertOneLine(Ended ended, int exitCode, String text) {
        assertThat(ended.errors()).contains(text);
        assertThat(ended.errors().strip().lines()).as(ended.errors()).hasSize(1);
        assertThat(ended.output()).isEmpty();
        assertThat(ended.exitCode()).isEqualTo(exitCode);
    }
}
