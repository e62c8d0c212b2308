package io.spillway.upgrade;

import io.spillway.program.InvalidJobJarException;
import io.spillway.program.JobFingerprint;
import io.spillway.restapi.JobControl;
import io.spillway.restapi.JobManagerException;
import io.spillway.time.Waiting;
import io.spillway.upgrade.UpgradeRecord.Phase;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * Stops the job with a savepoint, exchanges the jar, and waits until the new job has taken a
 * checkpoint of its own. Each step is noted before it begins; whatever interrupts it, the same call
 * goes on from there. Blocks; not thread-safe.
 */
public final class Upgrade {
    /** How often something is looked at that is waited for. */
    static final Duration LOOK = Duration.ofMillis(250);

    private final UpgradeJournal journal;
    private final UpgradeDirectory directory;
    private final Path usrlib;
    private final JobStop stop;
    private final NewJobStart newJob;
    private final Consumer<String> progress;

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
            Waiting clock,
            Consumer<String> progress) {
        this.journal = journal;
        this.directory = directory;
        this.usrlib = usrlib;
        this.progress = progress;
        this.stop = new JobStop(jobManager, journal, process, clock, progress);
        this.newJob = new NewJobStart(jobManager, process, clock, progress);
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
            Optional<UpgradeRecord> stopped = stop.settle(record, asked, false);
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
        JarExchange exchange = JarExchange.of(asked, usrlib);
        if (underWay.isPresent() && !underWay.get().to().sha256().equals(exchange.to().sha256())) {
            throw UpgradeException.wrong(
                    "%s isn't what the cluster is upgraded to, which is %s"
                            .formatted(exchange.to(), underWay.get().to()));
        }
        if (exchange.isDone()) {
            say("%s is in place already: nothing to do.".formatted(exchange.from()));
            return;
        }
        exchange.stage(asked, directory);
        directory.exchange(
                new UpgradeRecord(
                        newId(),
                        Phase.STOPPING,
                        false,
                        "none",
                        exchange.from(),
                        exchange.to(),
                        exchange.directory(),
                        "none",
                        Optional.empty()));
        say(
                "%s is in place of %s, which is kept: %s."
                        .formatted(
                                exchange.to(), exchange.from(), directory.kept(exchange.from())));
    }

    /** All that can be known before anything is touched. */
    private Optional<UpgradeRecord> begin(NewJob asked)
            throws UpgradeException, InvalidJobJarException, JobManagerException, IOException {
        JarExchange exchange = JarExchange.of(asked, usrlib);
        if (!asked.sameJar() && exchange.isDone()) {
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
        String job = stop.onlyJob();
        if (!asked.sameJar()) {
            exchange.stage(asked, directory);
        }
        String id = newId();
        UpgradeRecord record =
                new UpgradeRecord(
                        id,
                        Phase.STOPPING,
                        false,
                        job,
                        exchange.from(),
                        exchange.to(),
                        exchange.directory(),
                        SavepointFolder.of(savepoints, id),
                        Optional.empty());
        journal.begin(record);
        say("Job %s: %s.".formatted(job, record));
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
            stop.remember();
            Optional<UpgradeRecord> stopped = stop.settle(record, asked, true);
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
                stop.remember();
                journal.requireOwn(record);
                stop.endNewJob(timeout);
            }
            stop.awaitOldProcess();
            journal.requireOwn(record);
            directory.exchange(record);
            record = record.starting();
            journal.write(record);
            say("%s is in place.".formatted(record.to()));
            newJob.start();
        } else if (!newJob.answers()) {
            newJob.start();
        }
        newJob.awaitNewJob(record, timeout);
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

    private void say(String message) {
        progress.accept(message);
    }
}
