package io.spillway.upgrade;

import io.spillway.restapi.JobControl;
import io.spillway.restapi.JobManagerException;
import io.spillway.restapi.JobManagerException.Kind;
import io.spillway.restapi.JobState;
import io.spillway.time.Waiting;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * How the job comes up after the jars were exchanged: the JobManager is started, and the job has
 * taken a checkpoint of its own. Blocks; not thread-safe.
 */
final class NewJobStart {
    /** For a checkpoint whose job has failed: it is known to have failed a moment later. */
    private static final int LAST_LOOKS = 20;

    /** A job that failed so often and never took a checkpoint won't come up by itself. */
    private static final int ENOUGH_FAILURES = 3;

    private final JobControl jobManager;
    private final JobManagerStart process;
    private final Waiting clock;
    private final Consumer<String> progress;

    /**
     * @param progress is told of each step, a line each
     */
    NewJobStart(
            JobControl jobManager,
            JobManagerStart process,
            Waiting clock,
            Consumer<String> progress) {
        this.jobManager = jobManager;
        this.process = process;
        this.clock = clock;
        this.progress = progress;
    }

    /** Starts the JobManager, or says how to. */
    void start() throws IOException {
        if (process.start()) {
            say("The JobManager is being started.");
        } else {
            say(process.instruction());
        }
    }

    /** Whether a JobManager is there that has a job. */
    boolean answers() {
        try {
            return !jobManager.jobs().isEmpty();
        } catch (JobManagerException e) {
            return false;
        }
    }

    /** Until the job has a checkpoint of its own: then it needs the savepoint no more. */
    void awaitNewJob(UpgradeRecord record, Duration timeout)
            throws UpgradeException, IOException, InterruptedException {
        OwnCheckpoint checkpoint = new OwnCheckpoint(jobManager);
        try {
            awaitCheckpoint(record, timeout, checkpoint);
        } catch (UpgradeException e) {
            for (int i = 0; i < LAST_LOOKS && !checkpoint.isKnown(); i++) {
                clock.pause(Upgrade.LOOK);
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
            clock.pause(Upgrade.LOOK);
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
