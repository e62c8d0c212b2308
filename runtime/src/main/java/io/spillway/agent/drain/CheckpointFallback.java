package io.spillway.agent.drain;

import io.spillway.agent.AgentThread;
import io.spillway.restapi.CheckpointProgress;
import io.spillway.restapi.JobManagerClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What is left to do on a JobManager that isn't ours: a checkpoint of every running job over stock
 * Flink's REST API, so that the failover which the stop causes repeats little. Confined to the
 * agent's thread.
 */
final class CheckpointFallback {
    private static final Duration PACE = Duration.ofMillis(50);

    /** Hears the end. */
    @FunctionalInterface
    interface End {
        void reached(boolean planned, String words);
    }

    private final AgentThread thread;
    private final JobManagerClient jobManager;
    private final End end;
    private final List<String> done = new ArrayList<>();
    private int open;

    CheckpointFallback(AgentThread thread, JobManagerClient jobManager, End end) {
        this.thread = thread;
        this.jobManager = jobManager;
        this.end = end;
    }

    void start() {
        thread.ask(
                jobManager::runningJobs,
                (jobs, failure) -> {
                    if (failure != null) {
                        end.reached(false, "no checkpoint: " + failure.getMessage());
                        return;
                    }
                    open = jobs.size();
                    if (open == 0) {
                        end.reached(true, "no job is running");
                    }
                    jobs.forEach(this::trigger);
                });
    }

    private void trigger(String job) {
        thread.ask(
                () -> jobManager.triggerCheckpoint(job),
                (handle, failure) -> {
                    if (failure != null) {
                        finished("no checkpoint: " + failure.getMessage());
                    } else {
                        follow(job, handle);
                    }
                });
    }

    private void follow(String job, String handle) {
        thread.ask(
                () -> jobManager.checkpoint(job, handle),
                (progress, failure) -> {
                    if (failure != null) {
                        finished("no checkpoint: " + failure.getMessage());
                    } else if (progress.state() == CheckpointProgress.State.IN_PROGRESS) {
                        thread.schedule(PACE, () -> follow(job, handle));
                    } else if (progress.state() == CheckpointProgress.State.COMPLETED) {
                        finished("checkpoint %d taken before".formatted(progress.checkpointId()));
                    } else {
                        finished("the checkpoint failed: " + progress.failure());
                    }
                });
    }

    private void finished(String words) {
        done.add(words);
        if (--open == 0) {
            end.reached(false, String.join("; ", done));
        }
    }
}
