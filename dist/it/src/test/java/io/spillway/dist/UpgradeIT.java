package io.spillway.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.spillway.bench.measure.SocketOutput;
import io.spillway.dist.Installation.Ended;
import io.spillway.dist.Installation.Started;
import io.spillway.localcloud.cluster.FreePorts;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.jar.JarEntry;
import java.util.jar.JarInputStream;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A job's jar is replaced while the job runs, with all that can come in between. */
class UpgradeIT {
    private static final int KEYS = 50;
    private static final int RECORDS_PER_SECOND = 500;
    private static final int FAILED = 1;
    private static final int WRONG_USAGE = 2;

    @TempDir private Path directory;
    private Installation spillway;
    private Fleet fleet;
    private SocketOutput output;

    @BeforeEach
    void unpack() throws IOException {
        spillway = Installation.prepared();
        fleet = spillway.fleet();
        output = new SocketOutput(KEYS, RECORDS_PER_SECOND, 0, Clock.systemUTC());
        spillway.configure("execution.checkpointing.savepoint-dir: file://" + savepoints());
        Files.copy(sequences(), usrlib("job-1.jar"));
    }

    @AfterEach
    void close() {
        spillway.close();
        output.close();
    }

    @Test
    void theNewJarGoesOnExactlyWhereTheOldOneStoppedAndABrokenOneIsRolledBack() throws Exception {
        startJobManager();
        startTaskManager();
        awaitOutput();

        refusalsChangeNothing();

        Path second = repack("job-2.jar", name -> true);
        Started upgrade = spillway.start("upgrade", "--jar", second.toString());
        awaitWord(upgrade, "start it now");
        refuses(WRONG_USAGE, "another \"spillway upgrade\" is at work here", "--rollback");
        startJobManager();
        assertThat(upgrade.exitCode()).as(upgrade.output()).isZero();
        assertThat(upgrade.output()).contains("Upgraded: the job runs from job-2.jar");
        assertThat(jarsInUsrlib()).containsExactly("job-2.jar");
        assertThat(spillway.home().resolve("upgrade/old/job-1.jar")).exists();
        assertThat(spillway.home().resolve("upgrade/record.json")).doesNotExist();
        awaitOutput();
        assertNothingLostOrRepeated();

        // It lacks a class that its tasks need.
        Path broken = repack("job-3.jar", name -> !name.endsWith("/LoopbackSink$Writer.class"));
        Started failing = spillway.start("upgrade", "--jar", broken.toString());
        awaitWord(failing, "start it now");
        startJobManager();
        assertThat(failing.exitCode()).as(failing.output()).isEqualTo(FAILED);
        assertThat(failing.output())
                .contains("the job doesn't come up from job-3.jar")
                .contains("LoopbackSink$Writer")
                .contains("--rollback");

        Started rollback = spillway.start("upgrade", "--rollback");
        awaitWord(rollback, "start it now");
        startJobManager();
        assertThat(rollback.exitCode()).as(rollback.output()).isZero();
        assertThat(rollback.output()).contains("Rolled back: the job runs from job-2.jar");
        assertThat(jarsInUsrlib()).containsExactly("job-2.jar");
        awaitOutput();
        assertNothingLostOrRepeated();
    }

    private void refusalsChangeNothing() throws IOException {
        Path text = Files.writeString(directory.resolve("text.jar"), "text");
        refuses(WRONG_USAGE, "not a jar", "--jar", text.toString());
        refuses(WRONG_USAGE, "there is no such file", "--jar", "/no/such.jar");
        Path other = repack("other.jar", name -> true);
        refuses(
                WRONG_USAGE,
                "there is no class com.example.Missing",
                "--jar",
                other.toString(),
                "--job-class",
                "com.example.Missing");
        refuses(
                WRONG_USAGE,
                "savepoints can't be written to " + text,
                "--jar",
                other.toString(),
                "--savepoint-dir",
                text.resolve("below").toString());
        refuses(WRONG_USAGE, "there is no upgrade under way", "--rollback");
        // Looks like a directory to whoever checks, and takes no savepoint.
        refuses(
                FAILED,
                "the old job is RUNNING",
                "--jar",
                other.toString(),
                "--savepoint-dir",
                "file:///proc/1/task");
        Ended same = spillway.run("upgrade", "--jar", usrlib("job-1.jar").toString());
        assertThat(same.exitCode()).as(same.errors()).isZero();
        assertThat(same.output()).contains("nothing to do");
        fleet.awaitRunning(1);
        assertThat(jarsInUsrlib()).containsExactly("job-1.jar");
        assertThat(spillway.home().resolve("upgrade/record.json")).doesNotExist();
    }

    private void refuses(int code, String word, String... arguments) {
        List<String> command = new ArrayList<>(List.of("upgrade"));
        command.addAll(List.of(arguments));
        Ended ended = spillway.run(command.toArray(String[]::new));
        assertThat(ended.errors()).contains(word);
        assertThat(ended.errors().strip().lines()).as(ended.errors()).hasSize(1);
        assertThat(ended.exitCode()).isEqualTo(code);
    }

    @Test
    void aStoredJobIsKeptFromAnotherJarUntilItIsUpgraded() throws Exception {
        spillway.configure("high-availability.type: object-store");
        spillway.configure("spillway.ha.lease: 8 s");
        Started first = startJobManager();
        startTaskManager();
        awaitOutput();

        // A standby with another jar, and with other arguments.
        Path second = repack("job-2.jar", name -> true);
        Ended standby = standby(second, KEYS);
        assertThat(standby.exitCode()).isEqualTo(WRONG_USAGE);
        assertThat(standby.errors())
                .contains("was started from job-1.jar (SHA-256 ")
                .contains("and here is job-2.jar (SHA-256 ")
                .contains("spillway upgrade")
                .contains("high-availability.cluster-id of its own")
                .contains("there: set up by ");
        assertThat(standby.errors().strip().lines()).hasSize(1);
        assertThat(standby(usrlib("job-1.jar"), KEYS + 1).errors()).contains("other arguments");

        // The leader is lost, and only the other jar is there.
        first.kill();
        assertThat(standby(second, KEYS).exitCode()).isEqualTo(WRONG_USAGE);

        // The old one goes on: nothing was touched.
        startJobManager();
        awaitOutput();
        assertThat(output.lost()).hasValue(0);
        assertThat(output.miscounted()).hasValue(0);
        await().atMost(Installation.ENOUGH).until(output::hasCaughtUp);
        long repeated = output.repeated();

        Started upgrade =
                spillway.start(
                        "upgrade",
                        "--jar",
                        second.toString(),
                        "--start",
                        "'%s/bin/spillway' jobmanager -- %s & echo $! >'%s'"
                                .formatted(
                                        spillway.home(),
                                        String.join(" ", jobArguments(KEYS)),
                                        directory.resolve("pid")));
        try {
            assertThat(upgrade.exitCode()).as(upgrade.output()).isZero();
            awaitOutput();
            assertThat(output.lost()).hasValue(0);
            assertThat(output.miscounted()).hasValue(0);
            assertThat(output.repeated()).as("after the upgrade").isEqualTo(repeated);
            Ended old = standby(spillway.home().resolve("upgrade/old/job-1.jar"), KEYS);
            assertThat(old.exitCode()).isEqualTo(WRONG_USAGE);
        } finally {
            long pid = Long.parseLong(Files.readString(directory.resolve("pid")).strip());
            ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
        }
    }

    private Ended standby(Path jar, int keys) throws IOException {
        List<Integer> ports = FreePorts.find(2);
        List<String> command =
                new ArrayList<>(
                        List.of(
                                "jobmanager",
                                "--job-jar",
                                jar.toString(),
                                "-Drest.port=" + ports.get(0),
                                "-Djobmanager.rpc.port=" + ports.get(1),
                                "--"));
        command.addAll(jobArguments(keys));
        return spillway.run(command.toArray(String[]::new));
    }

    private Started startJobManager() {
        List<String> command = new ArrayList<>(List.of("jobmanager", "--"));
        command.addAll(jobArguments(KEYS));
        return spillway.start(command.toArray(String[]::new));
    }

    private List<String> jobArguments(int keys) {
        return List.of(
                "--observer-port",
                Integer.toString(output.port()),
                "--keys",
                Integer.toString(keys),
                "--records-per-second",
                Integer.toString(RECORDS_PER_SECOND));
    }

    private void startTaskManager() {
        spillway.start("taskmanager", "-Dspillway.drain.jobmanager-patience=70s");
    }

    /** Until the job that runs now has told of each of its keys. */
    private void awaitOutput() {
        fleet.awaitRunning(1);
        output.forgetTimes();
        await().atMost(Installation.ENOUGH)
                .until(() -> output.firstAtMs(1, 0).isPresent() && output.flows(1, Duration.ZERO));
    }

    private void assertNothingLostOrRepeated() {
        assertThat(output.lost()).hasValue(0);
        assertThat(output.repeated()).isZero();
        assertThat(output.miscounted()).hasValue(0);
    }

    private static void awaitWord(Started process, String word) {
        await().atMost(Installation.ENOUGH)
                .until(() -> process.output().contains(word) || !process.process().isAlive());
        assertThat(process.output()).contains(word);
    }

    private Path usrlib(String name) {
        return spillway.home().resolve("usrlib").resolve(name);
    }

    private List<String> jarsInUsrlib() throws IOException {
        try (Stream<Path> files = Files.list(spillway.home().resolve("usrlib"))) {
            return files.map(f -> f.getFileName().toString())
                    .filter(name -> name.endsWith(".jar"))
                    .sorted()
                    .toList();
        }
    }

    private Path savepoints() {
        return spillway.home().resolve("savepoints");
    }

    private Path sequences() {
        return spillway.home().resolve("examples/sequences.jar");
    }

    /** The same job as another build of it would be: with an entry more, or without some. */
    private Path repack(String name, Predicate<String> kept) throws IOException {
        Path jar = directory.resolve(name);
        try (InputStream original = Files.newInputStream(sequences());
                JarInputStream in = new JarInputStream(original);
                OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file, in.getManifest())) {
            for (JarEntry entry = in.getNextJarEntry();
                    entry != null;
                    entry = in.getNextJarEntry()) {
                if (kept.test(entry.getName())) {
                    out.putNextEntry(new JarEntry(entry.getName()));
                    in.transferTo(out);
                }
            }
            out.putNextEntry(new JarEntry("build-of/" + name));
        }
        return jar;
    }
}
