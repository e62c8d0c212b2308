package io.spillway.upgrade;

import io.spillway.restapi.JobControl;
import io.spillway.restapi.JobManagerException;
import io.spillway.restapi.JobManagerException.Kind;
import io.spillway.restapi.JobState;
import io.spillway.restapi.SavepointProgress;
import io.spillway.time.Waiting;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * How a job is ended for an upgrade, with a savepoint, and then its JobManager. Blocks; not
 * thread-safe.
 */
final class JobStop {
    /** How long a process usually takes to end after its job. */
    private static final Duration SOON = Duration.ofSeconds(5);

    /** Shorter than the time that a JobManager waits that has been started already. */
    private static final Duration END = Duration.ofSeconds(30);

    private final JobControl jobManager;
    private final UpgradeJournal journal;
    private final JobManagerStart process;
    private final Waiting clock;
    private final Consumer<String> progress;

    /**
     * @param progress is told of each step, a line each
     */
    JobStop(
            JobControl jobManager,
            UpgradeJournal journal,
            JobManagerStart process,
            Waiting clock,
            Consumer<String> progress) {
        this.jobManager = jobManager;
        this.journal = journal;
        this.process = process;
        this.clock = clock;
        this.progress = progress;
    }

    /**
     * The job, which must be alone and run.
     *
     * @throws UpgradeException when it isn't so
     */
    String onlyJob() throws UpgradeException, JobManagerException {
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
        return job.id();
    }

    /** Remembers which JobManagers run now: those that are to end. */
    void remember() {
        process.remember();
    }

    /**
     * Finds out whether the job has stopped, and waits for that; stops it if nothing has yet.
     *
     * @return empty when the job runs on: then no upgrade is under way any more
     */
    Optional<UpgradeRecord> settle(UpgradeRecord record, NewJob asked, boolean stop)
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
            clock.pause(Upgrade.LOOK);
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
            clock.pause(Upgrade.LOOK);
        }
        journal.delete(record);
        throw UpgradeException.failed(
                "the savepoint failed: %s; the old job isn't RUNNING again yet, its jar is still in place"
                        .formatted(why));
    }

    /** Before a rollback: a job that was started from the new jar ends. */
    void endNewJob(Duration timeout) throws UpgradeException, InterruptedException {
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
            clock.pause(Upgrade.LOOK);
        }
        throw UpgradeException.failed(
                "the new job can't be cancelled (%s): \"spillway upgrade --rollback\" tries again"
                        .formatted(last));
    }

    /** Waits for a while until the JobManagers have ended that were remembered. */
    void awaitOldProcess() throws InterruptedException {
        long begin = clock.nanoTime();
        boolean told = false;
        while (clock.nanoTime() - begin < END.toNanos() && process.isOldOneRunning()) {
            if (!told && clock.nanoTime() - begin > SOON.toNanos()) {
                say("Waiting for the JobManager's process to end.");
                told = true;
            }
            clock.pause(Upgrade.LOOK);
        }
    }

    private void say(String message) {
        progress.accept(message);
    }
}
