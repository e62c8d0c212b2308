package io.spillway.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./spillway} at a clone's root; a script that notes its calls stands for Maven. */
class CloneIT {
    /** Makes a tarball whose bin/spillway prints its arguments. */
    private static final String MAVEN =
            """
            #!/bin/sh
            echo "$@" >>builds
            home=dist/target/spillway-1.0
            mkdir -p $home/bin
            printf '#!/bin/sh\\necho "ran $* $SPILLWAY_BENCH_PEERS$SPILLWAY_S3_SERVER"\\nexit 5\\n' >$home/bin/spillway
            chmod +x $home/bin/spillway
            touch $home.tar.gz
            """;

    @TempDir private Path clone;

    @BeforeEach
    void makeClone() throws IOException {
        Path root = Path.of("").toAbsolutePath().getParent();
        Files.copy(root.resolve("spillway"), clone.resolve("spillway"));
        Path script = Path.of("dist/src/main/bin/spillway");
        Files.createDirectories(clone.resolve(script).getParent());
        Files.copy(root.resolve(script), clone.resolve(script));
        Files.createDirectories(clone.resolve("runtime/src/main/java"));
        Files.createDirectories(clone.resolve("runtime/src/test/java"));
        Files.writeString(clone.resolve("runtime/src/main/java/A.java"), "class A {}");
        Files.writeString(clone.resolve("runtime/src/test/java/ATest.java"), "class ATest {}");
        Files.writeString(clone.resolve("runtime/pom.xml"), "<project/>");
        maven(MAVEN);
    }

    @Test
    void buildsWhatIsMissingAndHandsOver() throws Exception {
        Result first = run("demo", "--seed", "1");
        assertThat(first.output()).contains("ran demo --seed 1");
        assertThat(first.exitCode()).isEqualTo(5);
        assertThat(builds()).isEqualTo(1);

        run("demo");
        assertThat(builds()).isEqualTo(1);
    }

    @Test
    void buildsAgainWhenASourceOrAPomIsNewer() throws Exception {
        run("demo");

        touch("runtime/src/main/java/A.java");
        run("demo");
        assertThat(builds()).isEqualTo(2);

        touch("runtime/pom.xml");
        run("jobmanager");
        assertThat(builds()).isEqualTo(3);
    }

    @Test
    void buildsAgainWhenASourceWasDeleted() throws Exception {
        run("demo");

        Files.delete(clone.resolve("runtime/src/main/java/A.java"));
        run("demo");

        assertThat(builds()).isEqualTo(2);
    }

    @Test
    void testsAndBuildOutputMakeNothingStale() throws Exception {
        run("demo");

        touch("runtime/src/test/java/ATest.java");
        Files.createDirectories(clone.resolve("runtime/target/src/main"));
        Files.writeString(clone.resolve("runtime/target/src/main/B.java"), "");
        run("demo");

        assertThat(builds()).isEqualTo(1);
    }

    @Test
    void aSourceThatIsEditedDuringTheBuildIsNewerThanTheBuild() throws Exception {
        maven(MAVEN + "sleep 0.1\ntouch runtime/src/main/java/A.java dist/target/*.tar.gz\n");
        run("demo");

        run("demo");

        assertThat(builds()).isEqualTo(2);
    }

    @Test
    void commandsThatOnlyAskNeverReplaceWhatRuns() throws Exception {
        run("demo");

        touch("runtime/pom.xml");
        run("fleet");
        run("drain", "i-1");

        assertThat(builds()).isEqualTo(1);
    }

    @Test
    void whatABenchmarkComparesWithIsFetchedOnceAndNamed() throws Exception {
        Files.createDirectories(clone.resolve("examples/bench/peers/target"));

        Result first = run("bench", "store", "--runs", "1");
        run("bench", "store");
        run("bench", "store", "--help");
        run("bench", "drain");

        String peers = clone.toRealPath().resolve("examples/bench/peers").toString();
        assertThat(first.output()).contains("ran bench store --runs 1 " + peers + "/target/peers");
        assertThat(Files.readAllLines(clone.resolve("builds")))
                .hasSize(2)
                .last()
                .isEqualTo("-B -f " + peers + "/pom.xml package");
    }

    @Test
    void theS3ServerOfTheDemoOnAwsIsFetchedOnceAndNamed() throws Exception {
        Files.createDirectories(clone.resolve("checkpoint-s3/server/target"));

        Result first = run("demo", "--cloud", "aws");
        run("demo", "--cloud=aws", "--seed", "1");
        run("demo", "--cloud", "aws", "--help");
        run("demo", "--cloud", "aws", "--s3-server", "jars");
        run("demo");

        String server = clone.toRealPath().resolve("checkpoint-s3/server").toString();
        assertThat(first.output()).contains("ran demo --cloud aws " + server + "/target/lib");
        assertThat(Files.readAllLines(clone.resolve("builds")))
                .hasSize(2)
                .last()
                .isEqualTo("-B -f " + server + "/pom.xml package");
    }

    @Test
    void aBuildThatFailsIsToldInShortAndRunsNothing() throws Exception {
        maven(
                """
                #!/bin/sh
                echo '[INFO] Building Spillway :: Runtime 0.1 [2/9]'
                echo '[ERROR] A.java:[1,1] class expected'
                echo '[ERROR] Re-run Maven using the -X switch to enable full debug logging.'
                exit 1
                """);

        Result result = run("demo");

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.output())
                .contains("A.java:[1,1] class expected", "dist/target/build.log")
                .doesNotContain("Re-run Maven", "ran demo");
    }

    @Test
    void anOldJdkIsRefusedBeforeTheBuild() throws Exception {
        Path java = clone.resolve("jdk/bin/java");
        Files.createDirectories(java.getParent());
        Files.writeString(java, "#!/bin/sh\necho 'openjdk version \"11.0.2\"' >&2\n");
        Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));

        Result result = run(List.of("JAVA_HOME=" + clone.resolve("jdk")), "demo");

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.output()).contains("version 11.0.2: set JAVA_HOME").hasLineCount(1);
        assertThat(clone.resolve("builds")).doesNotExist();
    }

    private void maven(String script) throws IOException {
        Path mvnw = clone.resolve("mvnw");
        Files.writeString(mvnw, script);
        Files.setPosixFilePermissions(mvnw, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private long builds() throws IOException {
        return Files.readAllLines(clone.resolve("builds")).size();
    }

    /** As an editor that saves the file. */
    private void touch(String file) throws IOException {
        Files.setLastModifiedTime(clone.resolve(file), FileTime.from(Instant.now()));
    }

    private Result run(String... arguments) throws Exception {
        return run(List.of(), arguments);
    }

    private Result run(List<String> environment, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("env"));
        command.addAll(environment);
        command.add(clone.resolve("spillway").toString());
        command.addAll(List.of(arguments));
        Process process =
                new ProcessBuilder(command)
                        .directory(Path.of("/").toFile())
                        .redirectErrorStream(true)
                        .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return new Result(process.exitValue(), output);
    }

    private record Result(int exitCode, String output) {}
}
