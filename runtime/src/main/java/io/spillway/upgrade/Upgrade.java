package io.spillway.upgrade;

import io.spillway.program.InvalidJobJarException;
import io.spillway.program.JobFingerprint;
import io.spillway.program.JobJar;
import io.spillway.restapi.JobControl;
import io.spillway.restapi.JobManagerException;
import io.spillway.restapi.JobManagerException.Kind;
import io.spillway.restapi.JobState;
import io.spillway.restapi.SavepointProgress;
import io.spillway.upgrade.UpgradeRecord.Jar;
import io.spillway.upgrade.UpgradeRecord.Phase;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * Stops the job with a savepoint, exchanges the jar, and waits until the new job has taken a
 * checkpoint of its own. Each step is noted before it begins; whatever interrupts it, the same call
 * goes on from there. Blocks; not thread-safe.
 */
public final class Upgrade {
    private static final Duration LOOK = Duration.ofMillis(250);

    /** How long a process usually takes to end after its job. */
    private static final Duration SOON = Duration.ofSeconds(5);

    /** Shorter than the time that a JobManager waits that has been started already. */
    private static final Duration END = Duration.ofSeconds(30);

    /** For a checkpoint whose job has failed: it is known to have failed a moment later. */
    private static final int LAST_LOOKS = 20;

    /** A job that failed so often and never took a checkpoint won't come up by itself. */
    private static final int ENOUGH_FAILURES = 3;

    private final JobControl jobManager;
    private final UpgradeJournal journal;
    private final UpgradeDirectory directory;
    private final Path usrlib;
    private final JobManagerStart process;
    private final Clock clock;
    private final Consumer<String> progress;

    /** Time, for whoever waits. */
    public interface Clock {
        /** Monotonic, in nanoseconds. */
        long nanoTime();

        /** Lets time go by. */
        void pause(Duration time) throws InterruptedException;
    }

    /**
     * @param usrlib where the job's jar is, unless the JobManager is told another one
     * @param progress is told of each step, a line each
     */
    public Upgrade(
            JobControl jobManager,
            UpgradeJournal journal,
            UpgradeDirectory directory,
            Path usrlib,
            JobManagerStart process,
            Clock clock,
            Consumer<String> progress) {
        this.jobManager = jobManager;
        this.journal = journal;
        this.directory = directory;
        this.usrlib = usrlib;
        this.process = process;
        this.clock = clock;
        this.progress = progress;
    }

    /**
     * Begins an upgrade, or goes on with the one that is under way.
     *
     * @throws UpgradeException when it can't be done; the message says how things stand
     */
    public void run(NewJob asked)
            throws UpgradeException,
                    InvalidJobJarException,
                    JobManagerException,
                    IOException,
                    InterruptedException {
        try (Closeable alone = directory.lock()) {
            runAlone(asked);
        }
    }

    private void runAlone(NewJob asked)
            throws UpgradeException,
                    InvalidJobJarException,
                    JobManagerException,
                    IOException,
                    InterruptedException {
        Optional<UpgradeRecord> open = journal.read();
        UpgradeRecord record;
        if (open.isPresent()) {
            requireSame(open.get(), asked);
            say("Going on with the %s.".formatted(open.get()));
            record = open.get();
            journal.write(record);
        } else {
            Optional<UpgradeRecord> begun = begin(asked);
            if (begun.isEmpty()) {
                return;
            }
            record = begun.get();
        }
        goOn(record, asked, open.isEmpty());
    }

    private static void requireSame(UpgradeRecord open, NewJob asked)
            throws UpgradeException, IOException {
        if (asked.jar().isPresent()
                && !JobFingerprint.sha256(asked.jar().get()).equals(open.to().sha256())) {
            throw UpgradeException.wrong(
                    "the %s is under way: end it first, by \"spillway upgrade\" or \"spillway upgrade --rollback\""
                            .formatted(open));
        }
    }

    /**
     * Puts the old jar back, and starts it from the savepoint.
     *
     * @throws UpgradeException when it can't be done; the message says how things stand
     */
    public void rollBack(NewJob asked)
            throws UpgradeException, JobManagerException, IOException, InterruptedException {
        try (Closeable alone = directory.lock()) {
            rollBackAlone(asked);
        }
    }

    private void rollBackAlone(NewJob asked)
            throws UpgradeException, JobManagerException, IOException, InterruptedException {
        UpgradeRecord record =
                journal.read()
                        .orElseThrow(
                                () ->
                                        UpgradeException.wrong(
                                                "there is no upgrade under way; to go back after one, upgrade to the old jar: it is kept in upgrade/old"));
        journal.write(record);
        if (record.rollback()) {
            say("Going on with the %s.".formatted(record));
            goOn(record, asked, false);
            return;
        }
        if (record.phase() == Phase.STOPPING) {
            Optional<UpgradeRecord> stopped = settle(record, asked, false);
            if (stopped.isEmpty()) {
                return;
            }
            record = stopped.get();
        }
        UpgradeRecord back = record.back();
        journal.write(back);
        goOn(back, asked, false);
    }

    /**
     * Exchanges the jar of a JobManager that doesn't run the job: a standby's. Asks nobody.
     *
     * @param underWay what the cluster is upgraded to just now, if it is
     */
    public void exchangeOnly(NewJob asked, Optional<UpgradeRecord> underWay)
            throws UpgradeException, InvalidJobJarException, IOException {
        try (Closeable alone = directory.lock()) {
            exchangeOnlyAlone(asked, underWay);
        }
    }

    private void exchangeOnlyAlone(NewJob asked, Optional<UpgradeRecord> underWay)
            throws UpgradeException, InvalidJobJarException, IOException {
        Optional<UpgradeRecord> open = journal.read();
        if (open.isPresent()) {
            throw UpgradeException.wrong(
                    "the %s was begun on this machine: end it first, by \"spillway upgrade\" or \"spillway upgrade --rollback\""
                            .formatted(open.get()));
        }
        Path there = place(asked);
        Exchange exchange = exchange(asked, there);
        if (underWay.isPresent() && !underWay.get().to().sha256().equals(exchange.to().sha256())) {
            throw UpgradeException.wrong(
                    "%s isn't what the cluster is upgraded to, which is %s"
                            .formatted(exchange.to(), underWay.get().to()));
        }
        if (exchange.from().sha256().equals(exchange.to().sha256())) {
            say("%s is in place already: nothing to do.".formatted(exchange.from()));
            return;
        }
        directory.stage(asked.jar().orElseThrow(), exchange.to().name(), there);
        directory.exchange(
                new UpgradeRecord(
                        newId(),
                        Phase.STOPPING,
                        false,
                        "none",
                        exchange.from(),
                        exchange.to(),
                        folder(there),
                        "none",
                        Optional.empty()));
        say(
                "%s is in place of %s, which is kept: %s."
                        .formatted(
                                exchange.to(), exchange.from(), directory.kept(exchange.from())));
    }

    private record Exchange(Jar from, Jar to) {}

    private Path place(NewJob asked) throws InvalidJobJarException {
        Path place = asked.inPlace().isPresent() ? asked.inPlace().get() : JobJar.onlyOneIn(usrlib);
        JobJar unused = JobJar.open(place, "--job-jar");
        return place;
    }

    private static String folder(Path jar) {
        return jar.toAbsolutePath().normalize().getParent().toString();
    }

    private static String name(Path jar) {
        return jar.getFileName().toString();
    }

    private static Exchange exchange(NewJob asked, Path there)
            throws UpgradeException, InvalidJobJarException, IOException {
        Jar from = new Jar(name(there), JobFingerprint.sha256(there));
        if (asked.sameJar()) {
            return new Exchange(from, from);
        }
        Path jar =
                asked.jar()
                        .orElseThrow(
                                () ->
                                        UpgradeException.wrong(
                                                "there is no upgrade under way to go on with: pass the new jar with --jar FILE"));
        JobJar opened = JobJar.open(jar, "--jar");
        String entryClass = opened.entryClass(asked.mainClass());
        if (!opened.holds(entryClass)) {
            throw UpgradeException.wrong(
                    "%s: there is no class %s in it: pass the right one with --job-class CLASS"
                            .formatted(jar, entryClass));
        }
        String placed = asked.inPlace().isPresent() ? from.name() : name(jar);
        return new Exchange(from, new Jar(placed, JobFingerprint.sha256(jar)));
    }

    /** All that can be known before anything is touched. */
    private Optional<UpgradeRecord> begin(NewJob asked)
            throws UpgradeException, InvalidJobJarException, JobManagerException, IOException {
        Path there = place(asked);
        Exchange exchange = exchange(asked, there);
        if (!asked.sameJar() && exchange.from().sha256().equals(exchange.to().sha256())) {
            say(
                    "%s is what the job runs from already: nothing to do (--same-jar starts it anew all the same)."
                            .formatted(exchange.from()));
            return Optional.empty();
        }
        String savepoints =
                asked.savepoints()
                        .orElseThrow(
                                () ->
                                        UpgradeException.wrong(
                                                "no directory for savepoints: set execution.checkpointing.savepoint-dir, or pass --savepoint-dir DIR"));
        Optional<String> problem = SavepointFolder.problem(savepoints);
        if (problem.isPresent()) {
            throw UpgradeException.wrong(problem.get());
        }
        Optional<UpgradeRecord> elsewhere = journal.readForJobManager();
        if (elsewhere.isPresent()) {
            throw UpgradeException.wrong(
                    "the %s was begun on another machine: end it there first"
                            .formatted(elsewhere.get()));
        }
        List<JobState> jobs = jobManager.jobs().stream().filter(j -> !j.isEnded()).toList();
        if (jobs.size() != 1) {
            throw UpgradeException.failed(
                    "%s runs %d jobs, and it has to be one; nothing was touched"
                            .formatted(jobManager.url(), jobs.size()));
        }
        JobState job = jobs.get(0);
        if (!job.isRunning()) {
            throw UpgradeException.failed(
                    "job %s is %s and can't take a savepoint; nothing was touched"
                            .formatted(job.id(), job.state()));
        }
        if (!asked.sameJar()) {
            directory.stage(asked.jar().orElseThrow(), exchange.to().name(), there);
        }
        String id = newId();
        UpgradeRecord record =
                new UpgradeRecord(
                        id,
                        Phase.STOPPING,
                        false,
                        job.id(),
                        exchange.from(),
                        exchange.to(),
                        folder(there),
                        SavepointFolder.of(savepoints, id),
                        Optional.empty());
        journal.begin(record);
        say("Job %s: %s.".formatted(job.id(), record));
        return Optional.of(record);
    }

    private static String newId() {
        return UUID.randomUUID().toString().replace("-", "");
    }

    private void goOn(UpgradeRecord from, NewJob asked, boolean first)
            throws UpgradeException, JobManagerException, IOException, InterruptedException {
        UpgradeRecord record = from;
        Duration timeout = asked.timeout();
        if (record.phase() == Phase.STOPPING) {
            process.remember();
            Optional<UpgradeRecord> stopped = settle(record, asked, true);
            if (stopped.isEmpty()) {
                throw UpgradeException.failed(
                        first
                                ? "nothing was changed: the old job runs on"
                                : "the old job runs; the upgrade that was begun is given up");
            }
            record = stopped.get();
        }
        if (record.phase() == Phase.STOPPED) {
            if (record.rollback()) {
                process.remember();
                journal.requireOwn(record);
                endNewJob(timeout);
            }
            awaitOldProcess();
            journal.requireOwn(record);
            directory.exchange(record);
            record = record.starting();
            journal.write(record);
            say("%s is in place.".formatted(record.to()));
            start();
        } else if (!answers()) {
            start();
        }
        awaitNewJob(record, timeout);
        journal.delete(record);
        if (record.from().equals(record.to())) {
            say("Done: the job runs from %s, started anew.".formatted(record.to()));
        } else if (record.rollback()) {
            say("Rolled back: the job runs from %s again.".formatted(record.to()));
        } else {
            say(
                    "Upgraded: the job runs from %s; %s is kept in %s."
                            .formatted(record.to(), record.from(), directory.kept(record.from())));
        }
    }

    private void start() throws IOException {
        if (process.start()) {
            say("The JobManager is being started.");
        } else {
            say(process.instruction());
        }
    }

    private boolean answers() {
        try {
            return !jobManager.jobs().isEmpty();
        } catch (JobManagerException e) {
            return false;
        }
    }

    /**
     * Finds out whether the job has stopped, and waits for that; stops it if nothing has yet.
     *
     * @return empty when the job runs on: then no upgrade is under way any more
     */
    private Optional<UpgradeRecord> settle(UpgradeRecord record, NewJob asked, boolean stop)
            throws UpgradeException, JobManagerException, IOException, InterruptedException {
        Duration timeout = asked.timeout();
        long end = clock.nanoTime() + timeout.toNanos();
        boolean triggered = false;
        String last = "no answer";
        while (clock.nanoTime() - end < 0) {
            try {
                SavepointProgress now = jobManager.savepoint(record.job(), record.id());
                if (now.state() == SavepointProgress.State.COMPLETED) {
                    return Optional.of(stopped(record, now.path()));
                } else if (now.state() == SavepointProgress.State.FAILED) {
                    return Optional.of(failed(record, now.failure(), end));
                }
                triggered = true;
                last = "the savepoint isn't complete yet";
            } catch (JobManagerException e) {
                last = e.getMessage();
                if (e.kind() == Kind.NOT_FOUND) {
                    // Not asked for yet, or another JobManager goes on with the job.
                    if (isRunning(record.job())) {
                        if (!stop || triggered) {
                            journal.delete(record);
                            say("Job %s runs: it wasn't stopped.".formatted(record.job()));
                            return Optional.empty();
                        }
                        say(
                                "Stopping the job with a savepoint below %s."
                                        .formatted(record.target()));
                        trigger(record);
                        triggered = true;
                        continue;
                    }
                } else if (e.kind() != Kind.UNREACHABLE) {
                    throw e;
                }
                Optional<String> found =
                        asked.savepoint().isPresent()
                                ? asked.savepoint()
                                : SavepointFolder.complete(record.target());
                if (found.isPresent() && !isRunning(record.job())) {
                    return Optional.of(stopped(record, found.get()));
                }
            }
            clock.pause(LOOK);
        }
        throw UpgradeException.failed(
                "not known after %d s whether the job has stopped (%s): \"spillway upgrade\" goes on, \"spillway upgrade --rollback\" gives up; if you know that there is a complete savepoint, add --savepoint PATH"
                        .formatted(timeout.toSeconds(), last));
    }

    private void trigger(UpgradeRecord record)
            throws UpgradeException, JobManagerException, IOException {
        journal.requireOwn(record);
        try {
            jobManager.stopWithSavepoint(record.job(), record.id(), record.target());
        } catch (JobManagerException e) {
            if (e.kind() == Kind.UNREACHABLE) {
                throw e;
            }
            journal.delete(record);
            throw UpgradeException.failed(
                    "the job can't be stopped: %s; it runs on, nothing was changed"
                            .formatted(e.getMessage()));
        }
    }

    private boolean isRunning(String job) throws JobManagerException {
        try {
            return jobManager.jobs().stream().anyMatch(j -> j.id().equals(job) && !j.isEnded());
        } catch (JobManagerException e) {
            if (e.kind() == Kind.UNREACHABLE) {
                return false;
            }
            throw e;
        }
    }

    private UpgradeRecord stopped(UpgradeRecord record, String savepoint)
            throws UpgradeException, IOException {
        UpgradeRecord stopped = record.stopped(savepoint);
        journal.write(stopped);
        say("The job has stopped, savepoint %s.".formatted(savepoint));
        return stopped;
    }

    /** Always throws. */
    private UpgradeRecord failed(UpgradeRecord record, String why, long end)
            throws UpgradeException, JobManagerException, IOException, InterruptedException {
        while (clock.nanoTime() - end < 0) {
            boolean runs =
                    jobManager.jobs().stream()
                            .anyMatch(j -> j.id().equals(record.job()) && j.isRunning());
            if (runs) {
                journal.delete(record);
                throw UpgradeException.failed(
                        "the savepoint failed: %s; the old job is RUNNING, nothing was changed"
                                .formatted(why));
            }
            clock.pause(LOOK);
        }
        journal.delete(record);
        throw UpgradeException.failed(
                "the savepoint failed: %s; the old job isn't RUNNING again yet, its jar is still in place"
                        .formatted(why));
    }

    /** Before a rollback: a job that was started from the new jar ends. */
    private void endNewJob(Duration timeout) throws UpgradeException, InterruptedException {
        long end = clock.nanoTime() + timeout.toNanos();
        String last = "no answer";
        boolean told = false;
        while (clock.nanoTime() - end < 0) {
            try {
                Optional<JobState> job =
                        jobManager.jobs().stream().filter(j -> !j.isEnded()).findFirst();
                if (job.isEmpty()) {
                    return;
                }
                last = "job %s is %s".formatted(job.get().id(), job.get().state());
                if (!told) {
                    say("Cancelling job %s.".formatted(job.get().id()));
                    told = true;
                }
                if (!job.get().state().equals("CANCELLING")) {
                    jobManager.cancel(job.get().id());
                }
            } catch (JobManagerException e) {
                if (e.kind() == Kind.UNREACHABLE) {
                    return;
                }
                last = e.getMessage();
            }
            clock.pause(LOOK);
        }
        throw UpgradeException.failed(
                "the new job can't be cancelled (%s): \"spillway upgrade --rollback\" tries again"
                        .formatted(last));
    }

    private void awaitOldProcess() throws InterruptedException {
        long begin = clock.nanoTime();
        boolean told = false;
        while (clock.nanoTime() - begin < END.toNanos() && process.isOldOneRunning()) {
            if (!told && clock.nanoTime() - begin > SOON.toNanos()) {
                say("Waiting for the JobManager's process to end.");
                told = true;
            }
            clock.pause(LOOK);
        }
    }

    /** Until the job has a checkpoint of its own: then it needs the savepoint no more. */
    private void awaitNewJob(UpgradeRecord record, Duration timeout)
            throws UpgradeException, IOException, InterruptedException {
        OwnCheckpoint checkpoint = new OwnCheckpoint(jobManager);
        try {
            awaitCheckpoint(record, timeout, checkpoint);
        } catch (UpgradeException e) {
            for (int i = 0; i < LAST_LOOKS && !checkpoint.isKnown(); i++) {
                clock.pause(LOOK);
            }
            throw e;
        }
    }

    private void awaitCheckpoint(UpgradeRecord record, Duration timeout, OwnCheckpoint checkpoint)
            throws UpgradeException, InterruptedException {
        long end = clock.nanoTime() + timeout.toNanos();
        String last = "no JobManager answers";
        // A job that has ended may be the one before, of a JobManager that is on its way out.
        boolean fresh = false;
        boolean told = false;
        while (clock.nanoTime() - end < 0) {
            try {
                boolean ended = fresh;
                Optional<JobState> job =
                        jobManager.jobs().stream().filter(j -> ended || !j.isEnded()).findFirst();
                fresh |= job.isPresent();
                last =
                        job.map(j -> "job %s is %s".formatted(j.id(), j.state()))
                                .orElse("the JobManager has no job yet");
                if (checkpoint.isKnown()) {
                    if (checkpoint.completed().isPresent()) {
                        say(
                                "It has completed checkpoint %d."
                                        .formatted(checkpoint.completed().getAsLong()));
                        return;
                    }
                    last += checkpoint.failure().map(why -> ", no checkpoint: " + why).orElse("");
                }
                if (job.isPresent()) {
                    giveUpIfHopeless(record, job.get());
                    if (job.get().isRunning()) {
                        if (!told) {
                            say("Job %s is RUNNING.".formatted(job.get().id()));
                            told = true;
                        }
                        checkpoint.triggerUnlessUnderWay(job.get().id());
                    }
                }
            } catch (JobManagerException e) {
                last = e.getMessage();
                fresh |= e.kind() == Kind.UNREACHABLE;
                Optional<String> failure = process.failure();
                if (failure.isPresent()) {
                    throw hopeless(record, failure.get());
                }
            }
            clock.pause(LOOK);
        }
        throw hopeless(record, "after %d s %s".formatted(timeout.toSeconds(), last));
    }

    private void giveUpIfHopeless(UpgradeRecord record, JobState job)
            throws UpgradeException, JobManagerException {
        boolean failed = job.state().equals("FAILED") || job.state().equals("FAILING");
        if (failed || jobManager.failures(job.id()) >= ENOUGH_FAILURES) {
            throw hopeless(
                    record,
                    jobManager
                            .lastFailure(job.id())
                            .or(process::failure)
                            .orElse("job %s is %s".formatted(job.id(), job.state())));
        }
    }

    private static UpgradeException hopeless(UpgradeRecord record, String why) {
        return record.rollback()
                ? UpgradeException.failed(
                        "the job doesn't run from %s again: %s; \"spillway upgrade --rollback\" goes on waiting for it, its savepoint is %s"
                                .formatted(record.to(), why, record.savepoint().orElse("unknown")))
                : UpgradeException.failed(
                        "the job doesn't come up from %s: %s; \"spillway upgrade --rollback\" puts %s back, \"spillway upgrade\" goes on waiting"
                                .formatted(record.to(), why, record.from().name()));
    }

    private void say(String message) {
        progress.accept(message);
    }
}
