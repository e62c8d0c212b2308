package io.spillway.upgrade;

import io.spillway.restapi.CheckpointProgress;
import io.spillway.restapi.JobControl;
import io.spillway.restapi.JobManagerException;
import io.spillway.restapi.JobManagerException.Kind;
import io.spillway.restapi.JobState;
import io.spillway.restapi.SavepointProgress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A JobManager with one job; a test changes what it says. Not thread-safe. */
final class FakeJobControl implements JobControl {
    boolean up = true;
    final List<JobState> jobs = new ArrayList<>();
    final List<String> stops = new ArrayList<>();
    Optional<SavepointProgress> savepoint = Optional.empty();

    /** What becomes of the job when it is stopped. */
    Runnable onStop = () -> {};

    Optional<JobManagerException> refusal = Optional.empty();
    int failures;
    int checkpointFailures;
    final List<String> cancelled = new ArrayList<>();

    @Override
    public String url() {
        return "http://it";
    }

    private void requireUp() throws JobManagerException {
        if (!up) {
            throw new JobManagerException(Kind.UNREACHABLE, "http://it can't be reached");
        }
    }

    @Override
    public List<JobState> jobs() throws JobManagerException {
        requireUp();
        return List.copyOf(jobs);
    }

    @Override
    public void stopWithSavepoint(String job, String trigger, String directory)
            throws JobManagerException {
        requireUp();
        if (refusal.isPresent()) {
            throw refusal.get();
        }
        stops.add(directory);
        onStop.run();
    }

    @Override
    public SavepointProgress savepoint(String job, String trigger) throws JobManagerException {
        requireUp();
        return savepoint.orElseThrow(
                () -> new JobManagerException(Kind.NOT_FOUND, "There is no savepoint operation"));
    }

    @Override
    public void cancel(String job) {
        cancelled.add(job);
        jobs.clear();
        up = false;
    }

    @Override
    public int failures(String job) {
        return failures;
    }

    @Override
    public Optional<String> lastFailure(String job) {
        return Optional.of("state can't be mapped");
    }

    @Override
    public String triggerCheckpoint(String job) throws JobManagerException {
        requireUp();
        return "handle";
    }

    @Override
    public CheckpointProgress checkpoint(String job, String handle) {
        return checkpointFailures-- > 0
                ? new CheckpointProgress(CheckpointProgress.State.FAILED, null, "not all run")
                : new CheckpointProgress(CheckpointProgress.State.COMPLETED, 7L, null);
    }
}
