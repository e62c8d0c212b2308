package io.spillway.upgrade;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.spillway.restapi.JobManagerException;
import io.spillway.restapi.JobManagerException.Kind;
import io.spillway.restapi.JobState;
import io.spillway.restapi.SavepointProgress;
import io.spillway.restapi.SavepointProgress.State;
import io.spillway.time.Waiting;
import io.spillway.upgrade.UpgradeRecord.Phase;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UpgradeTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final String OLD_JOB = "0000000000000000000000000000000a";
    private static final String NEW_JOB = "0000000000000000000000000000000b";

    @TempDir private Path home;
    private final FakeJobControl jobManager = new FakeJobControl();
    private final FakeStart process = new FakeStart();
    private final List<String> said = new ArrayList<>();
    private UpgradeDirectory directory;

    /** The process here is what the operator starts. */
    private static final class FakeStart implements JobManagerStart {
        Runnable onStart = () -> {};
        Optional<String> failure = Optional.empty();

        @Override
        public void remember() {}

        @Override
        public boolean isOldOneRunning() {
            return false;
        }

        @Override
        public boolean start() {
            onStart.run();
            return true;
        }

        @Override
        public String instruction() {
            return "start it now";
        }

        @Override
        public Optional<String> failure() {
            return failure;
        }
    }

    /** Time goes by when somebody waits. */
    private static final class ManualClock implements Waiting {
        private long now;

        @Override
        public long nanoTime() {
            return now;
        }

        @Override
        public void pause(Duration time) {
            now += time.toNanos();
        }
    }

    @BeforeEach
    void aJobRunsFromTheOldJar() throws IOException {
        directory = new UpgradeDirectory(home);
        Files.createDirectories(home.resolve("usrlib"));
        jar("usrlib/old.jar", "com.example.Main");
        jar("new.jar", "com.example.Main", "more");
        jobManager.jobs.add(new JobState(OLD_JOB, "RUNNING"));
        jobManager.onStop =
                () -> {
                    jobManager.jobs.set(0, new JobState(OLD_JOB, "FINISHED"));
                    jobManager.savepoint =
                            Optional.of(new SavepointProgress(State.COMPLETED, "file:/sp/1", null));
                };
        process.onStart = this::newJobRuns;
    }

    private void newJobRuns() {
        jobManager.up = true;
        jobManager.savepoint = Optional.empty();
        jobManager.jobs.clear();
        jobManager.jobs.add(new JobState(NEW_JOB, "RUNNING"));
    }

    private Path jar(String name, String mainClass, String... more) throws IOException {
        Path jar = home.resolve(name);
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, mainClass);
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file, manifest)) {
            out.putNextEntry(new JarEntry("com/example/Main.class"));
            for (String each : more) {
                out.putNextEntry(new JarEntry(each));
            }
        }
        return jar;
    }

    private Upgrade upgrade() {
        return new Upgrade(
                jobManager,
                new UpgradeJournal(directory, Optional.empty()),
                directory,
                home.resolve("usrlib"),
                process,
                new ManualClock(),
                said::add);
    }

    private NewJob asked(String jar) {
        return new NewJob(
                Optional.of(home.resolve(jar)),
                Optional.empty(),
                Optional.empty(),
                Optional.of(home.resolve("savepoints").toString()),
                Optional.empty(),
                false,
                TIMEOUT);
    }

    private NewJob nothing() {
        return new NewJob(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                false,
                TIMEOUT);
    }

    private List<String> usrlib() throws IOException {
        try (Stream<Path> files = Files.list(home.resolve("usrlib"))) {
            return files.map(f -> f.getFileName().toString()).sorted().toList();
        }
    }

    private Optional<UpgradeRecord> record() throws Exception {
        return new UpgradeJournal(directory, Optional.empty()).read();
    }

    @Test
    void stopsExchangesAndWaitsForACheckpoint() throws Exception {
        jobManager.checkpointFailures = 2;
        upgrade().run(asked("new.jar"));

        assertThat(jobManager.stops)
                .singleElement()
                .asString()
                .startsWith("file://" + home.resolve("savepoints") + "/upgrade-");
        assertThat(usrlib()).containsExactly("new.jar");
        assertThat(home.resolve("upgrade/old/old.jar")).exists();
        assertThat(record()).isEmpty();
        assertThat(said)
                .contains(
                        "The job has stopped, savepoint file:/sp/1.",
                        "It has completed checkpoint 7.")
                .last()
                .asString()
                .startsWith("Upgraded: the job runs from new.jar (SHA-256 ");
    }

    @Test
    void whatIsInPlaceAlreadyIsNothingToDo() throws Exception {
        Files.copy(home.resolve("usrlib/old.jar"), home.resolve("same.jar"));
        upgrade().run(asked("same.jar"));

        assertThat(said).singleElement().asString().contains("nothing to do");
        assertThat(jobManager.stops).isEmpty();
    }

    @Test
    void nothingIsTouchedWhenAJobIsntRunning() throws Exception {
        jobManager.jobs.set(0, new JobState(OLD_JOB, "RESTARTING"));
        assertThatThrownBy(() -> upgrade().run(asked("new.jar")))
                .isInstanceOf(UpgradeException.class)
                .hasMessageContaining("RESTARTING")
                .hasMessageContaining("nothing was touched");
        jobManager.jobs.clear();
        assertThatThrownBy(() -> upgrade().run(asked("new.jar")))
                .isInstanceOf(UpgradeException.class)
                .hasMessageContaining("runs 0 jobs");
        jobManager.up = false;
        assertThatThrownBy(() -> upgrade().run(asked("new.jar")))
                .isInstanceOf(JobManagerException.class);
        assertThat(record()).isEmpty();
        assertThat(usrlib()).containsExactly("old.jar");
    }

    @Test
    void aRefusedStopLeavesTheOldJob() throws Exception {
        jobManager.refusal = Optional.of(new JobManagerException(Kind.REFUSED, "no checkpointing"));
        assertThatThrownBy(() -> upgrade().run(asked("new.jar")))
                .hasMessageContaining("no checkpointing")
                .hasMessageContaining("it runs on");
        assertThat(record()).isEmpty();
    }

    @Test
    void aFailedSavepointLeavesTheOldJob() throws Exception {
        jobManager.onStop =
                () ->
                        jobManager.savepoint =
                                Optional.of(new SavepointProgress(State.FAILED, null, "disk full"));
        assertThatThrownBy(() -> upgrade().run(asked("new.jar")))
                .isInstanceOf(UpgradeException.class)
                .hasMessage(
                        "the savepoint failed: disk full; the old job is RUNNING, nothing was changed");
        assertThat(record()).isEmpty();
        assertThat(usrlib()).containsExactly("old.jar");
    }

    @Test
    void goesOnWithASavepointThatItWasInterruptedIn() throws Exception {
        jobManager.onStop =
                () ->
                        jobManager.savepoint =
                                Optional.of(new SavepointProgress(State.IN_PROGRESS, null, null));
        assertThatThrownBy(() -> upgrade().run(asked("new.jar")))
                .hasMessageContaining("not known after 10 s whether the job has stopped");
        assertThat(record().orElseThrow().phase()).isEqualTo(Phase.STOPPING);

        jar("other.jar", "com.example.Main", "other");
        assertThatThrownBy(() -> upgrade().run(asked("other.jar")))
                .hasMessageContaining("is under way");

        jobManager.jobs.set(0, new JobState(OLD_JOB, "FINISHED"));
        jobManager.savepoint =
                Optional.of(new SavepointProgress(State.COMPLETED, "file:/sp/1", null));
        upgrade().run(nothing());
        assertThat(jobManager.stops).hasSize(1);
        assertThat(usrlib()).containsExactly("new.jar");
        assertThat(record()).isEmpty();
    }

    @Test
    void findsTheSavepointOfAJobManagerThatWasLostMeanwhile() throws Exception {
        jobManager.onStop =
                () -> {
                    jobManager.up = false;
                    Path there = Path.of(jobManager.stops.get(0).substring("file://".length()));
                    try {
                        Files.createDirectories(there.resolve("savepoint-1"));
                        Files.createFile(there.resolve("savepoint-1/_metadata"));
                    } catch (IOException e) {
                        throw new AssertionError(e);
                    }
                };
        upgrade().run(asked("new.jar"));
        assertThat(said).anyMatch(line -> line.contains("/savepoint-1."));
        assertThat(usrlib()).containsExactly("new.jar");
    }

    @Test
    void takesTheOperatorsWordForTheSavepointThatNobodyElseKnows() throws Exception {
        jobManager.onStop = () -> jobManager.up = false;
        assertThatThrownBy(() -> upgrade().run(asked("new.jar")))
                .hasMessageContaining("--savepoint PATH");
        NewJob told =
                new NewJob(
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of("s3://bucket/savepoint-1"),
                        false,
                        TIMEOUT);
        upgrade().run(told);
        assertThat(said).contains("The job has stopped, savepoint s3://bucket/savepoint-1.");
        assertThat(usrlib()).containsExactly("new.jar");
    }

    @Test
    void aNewJobThatFailsIsRolledBack() throws Exception {
        process.onStart =
                () -> {
                    newJobRuns();
                    jobManager.failures = 3;
                };
        assertThatThrownBy(() -> upgrade().run(asked("new.jar")))
                .isInstanceOf(UpgradeException.class)
                .hasMessageContaining("doesn't come up from new.jar")
                .hasMessageContaining("state can't be mapped")
                .hasMessageContaining("--rollback");
        assertThat(record().orElseThrow().phase()).isEqualTo(Phase.STARTING);

        jobManager.failures = 0;
        process.onStart = this::newJobRuns;
        upgrade().rollBack(nothing());
        assertThat(jobManager.cancelled).containsExactly(NEW_JOB);
        assertThat(usrlib()).containsExactly("old.jar");
        assertThat(record()).isEmpty();
        assertThat(said).last().asString().startsWith("Rolled back: the job runs from old.jar");
    }

    @Test
    void aJobManagerThatEndsTellsWhy() throws Exception {
        process.onStart =
                () -> {
                    jobManager.up = false;
                    process.failure = Optional.of("NoClassDefFoundError: com/example/Gone");
                };
        assertThatThrownBy(() -> upgrade().run(asked("new.jar")))
                .hasMessageContaining("NoClassDefFoundError: com/example/Gone");
    }

    @Test
    void aRollbackOfWhatHasntStoppedTheJobGivesUp() throws Exception {
        jobManager.onStop = () -> jobManager.up = false;
        assertThatThrownBy(() -> upgrade().run(asked("new.jar"))).hasMessageContaining("not known");
        jobManager.up = true;

        upgrade().rollBack(nothing());
        assertThat(record()).isEmpty();
        assertThat(usrlib()).containsExactly("old.jar");
        assertThat(said).last().asString().contains("it wasn't stopped");
        assertThatThrownBy(() -> upgrade().rollBack(nothing()))
                .hasMessageContaining("no upgrade under way");
    }

    @Test
    void theSameJarIsStartedAnewWhenItIsAskedFor() throws Exception {
        NewJob again =
                new NewJob(
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of("s3://bucket/savepoints/"),
                        Optional.empty(),
                        true,
                        TIMEOUT);
        upgrade().run(again);
        assertThat(jobManager.stops)
                .singleElement()
                .asString()
                .startsWith("s3://bucket/savepoints/upgrade-");
        assertThat(usrlib()).containsExactly("old.jar");
        assertThat(record()).isEmpty();
    }

    @Test
    void aJarThatTheJobManagerIsToldByNameKeepsThatName() throws Exception {
        Path placed = jar("placed.jar", "com.example.Main");
        NewJob asked =
                new NewJob(
                        Optional.of(home.resolve("new.jar")),
                        Optional.empty(),
                        Optional.of(placed),
                        Optional.of("s3://bucket/savepoints"),
                        Optional.empty(),
                        false,
                        TIMEOUT);
        upgrade().run(asked);
        assertThat(placed).hasSameBinaryContentAs(home.resolve("new.jar"));
        assertThat(usrlib()).containsExactly("old.jar");
    }

    @Test
    void aStandbysJarIsExchangedAlone() throws Exception {
        upgrade().exchangeOnly(asked("new.jar"), Optional.empty());
        assertThat(usrlib()).containsExactly("new.jar");
        assertThat(record()).isEmpty();
        assertThat(jobManager.stops).isEmpty();
    }

    @Test
    void aSavepointDirectoryThatCantBeWrittenToIsRefused() throws Exception {
        Path file = Files.createFile(home.resolve("file"));
        NewJob asked =
                new NewJob(
                        Optional.of(home.resolve("new.jar")),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of("file://" + file + "/below"),
                        Optional.empty(),
                        false,
                        TIMEOUT);
        assertThatThrownBy(() -> upgrade().run(asked))
                .isInstanceOf(UpgradeException.class)
                .hasMessageContaining(file + " isn't a directory that can be written to");
    }

    @Test
    void aSecondCommandIsRefusedWhileTheFirstIsAtWork() throws Exception {
        List<Throwable> second = new ArrayList<>();
        process.onStart =
                () -> {
                    second.add(catchThrowable(() -> upgrade().run(nothing())));
                    second.add(catchThrowable(() -> upgrade().rollBack(nothing())));
                    second.add(
                            catchThrowable(
                                    () ->
                                            upgrade()
                                                    .exchangeOnly(
                                                            asked("new.jar"), Optional.empty())));
                    newJobRuns();
                };
        upgrade().run(asked("new.jar"));

        assertThat(second)
                .hasSize(3)
                .allSatisfy(
                        refusal ->
                                assertThat(refusal)
                                        .isInstanceOf(UpgradeException.class)
                                        .hasMessageContaining("is at work here, process "));
        assertThat(usrlib()).containsExactly("new.jar");
        assertThat(record()).isEmpty();
    }

    /** Another command has done all that there was to do, while this one stood still. */
    private void another(boolean ends) {
        try {
            UpgradeJournal other = new UpgradeJournal(directory, Optional.empty());
            UpgradeRecord record = other.read().orElseThrow();
            other.write(record);
            if (ends) {
                other.delete(record);
            }
        } catch (UpgradeException | IOException e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whoWakesUpAfterAnotherHasGoneOnChangesNothing(boolean ended) throws Exception {
        Runnable stop = jobManager.onStop;
        jobManager.onStop =
                () -> {
                    stop.run();
                    another(ended);
                };
        assertThatThrownBy(() -> upgrade().run(asked("new.jar")))
                .isInstanceOf(UpgradeException.class)
                .hasMessageContaining("another \"spillway upgrade\" has gone on with");
        assertThat(record().map(UpgradeRecord::phase))
                .isEqualTo(ended ? Optional.empty() : Optional.of(Phase.STOPPING));
        assertThat(usrlib()).containsExactly("old.jar");
    }

    @Test
    void whoWakesUpWhenTheNewJobRunsLeavesWhatTheOtherHasNoted() throws Exception {
        process.onStart =
                () -> {
                    newJobRuns();
                    another(false);
                };
        assertThatThrownBy(() -> upgrade().run(asked("new.jar")))
                .hasMessageContaining("another \"spillway upgrade\" has gone on with");
        assertThat(record().orElseThrow().phase()).isEqualTo(Phase.STARTING);
    }

    @Test
    void ofTwoMachinesOneUpgrades() throws Exception {
        Path elsewhere = Files.createDirectories(home.resolve("elsewhere"));
        RecordStore shared = new UpgradeDirectory(Files.createDirectories(home.resolve("shared")));
        UpgradeJournal theirs =
                new UpgradeJournal(new UpgradeDirectory(elsewhere), Optional.of(shared));
        Upgrade here =
                new Upgrade(
                        jobManager,
                        new UpgradeJournal(directory, Optional.of(shared)),
                        directory,
                        home.resolve("usrlib"),
                        process,
                        new ManualClock(),
                        said::add);
        List<Throwable> refusals = new ArrayList<>();
        Runnable stop = jobManager.onStop;
        jobManager.onStop =
                () -> {
                    UpgradeRecord other =
                            new UpgradeRecord(
                                    "2",
                                    Phase.STOPPING,
                                    false,
                                    OLD_JOB,
                                    new UpgradeRecord.Jar("old.jar", "aa"),
                                    new UpgradeRecord.Jar("theirs.jar", "bb"),
                                    elsewhere.toString(),
                                    "s3://bucket/savepoints",
                                    Optional.empty());
                    refusals.add(catchThrowable(() -> theirs.begin(other)));
                    stop.run();
                };

        here.run(asked("new.jar"));

        assertThat(refusals)
                .singleElement()
                .satisfies(
                        refusal ->
                                assertThat(refusal)
                                        .hasMessageContaining("was begun on another machine"));
        assertThat(usrlib()).containsExactly("new.jar");
        assertThat(shared.read()).isEmpty();
        assertThat(jobManager.stops).hasSize(1);
    }
}
