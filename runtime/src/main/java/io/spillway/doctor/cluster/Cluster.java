package io.spillway.doctor.cluster;

import io.spillway.restapi.CheckpointTimes;
import io.spillway.restapi.FleetView;
import io.spillway.restapi.JobManagerException;
import io.spillway.restapi.JobManagerException.Kind;
import io.spillway.restapi.JobManagerFacts;
import io.spillway.restapi.JobState;
import io.spillway.settings.MoveSettings;
import io.spillway.spi.diagnosis.Once;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;

/** What the JobManager answers, each question asked once. Thread-safe; each call blocks. */
public final class Cluster {
    private static final Duration USUAL_MOVE = Duration.ofSeconds(2);

    private final Once<JobManagerFacts> jobManager;
    private final Once<Optional<FleetView>> fleet;
    private final Once<Optional<DrainTime>> drainTime;

    /**
     * How long a drain takes.
     *
     * @param window in which others may join it
     * @param checkpoint the longest
     * @param move until the job runs elsewhere
     * @param measured whether the move has been measured
     */
    record DrainTime(Duration window, Duration checkpoint, Duration move, boolean measured) {
        Duration sum() {
            return window.plus(checkpoint).plus(move);
        }
    }

    /**
     * @param jobManager makes the client, which may mean to look the leader up
     */
    public Cluster(Callable<? extends JobManagerFacts> jobManager, MoveSettings settings) {
        this.jobManager = new Once<>(jobManager::call);
        this.fleet = new Once<>(this::askFleet);
        this.drainTime = new Once<>(() -> askDrainTime(settings));
    }

    JobManagerFacts jobManager() throws Exception {
        return jobManager.call();
    }

    /** Empty when it is a stock JobManager. */
    Optional<FleetView> fleet() throws Exception {
        return fleet.call();
    }

    /** How long a drain after a cloud's notice takes; empty while nobody knows. */
    Optional<DrainTime> drainTime() throws Exception {
        return drainTime.call();
    }

    /** {@link #drainTime()} in one; empty as well when the JobManager doesn't answer. */
    public Optional<Duration> drainDuration() {
        try {
            return drainTime().map(DrainTime::sum);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        } catch (Exception e) {
            return Optional.empty();
        }
    }

    private Optional<FleetView> askFleet() throws Exception {
        try {
            return Optional.of(jobManager().fleet());
        } catch (JobManagerException e) {
            if (e.kind() == Kind.NOT_OURS) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private Optional<DrainTime> askDrainTime(MoveSettings settings) throws Exception {
        Optional<String> job =
                jobManager().jobs().stream()
                        .filter(each -> each.isRunning())
                        .map(JobState::id)
                        .findFirst();
        if (job.isEmpty()) {
            return Optional.empty();
        }
        Optional<CheckpointTimes> times = jobManager().checkpointTimes(job.get());
        if (times.isEmpty()) {
            return Optional.empty();
        }
        Optional<Duration> move =
                fleet().map(FleetView::job)
                        .map(FleetView.Job::lastRescale)
                        .map(FleetView.Rescale::downtimeMs)
                        .map(Duration::ofMillis);
        return Optional.of(
                new DrainTime(
                        settings.drainWindow(),
                        times.get().longest(),
                        move.orElse(USUAL_MOVE),
                        move.isPresent()));
    }
}
