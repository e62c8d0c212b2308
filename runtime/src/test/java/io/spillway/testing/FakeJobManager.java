package io.spillway.testing;

import io.spillway.restapi.CheckpointProgress;
import io.spillway.restapi.CheckpointTimes;
import io.spillway.restapi.DrainRequest;
import io.spillway.restapi.DrainState;
import io.spillway.restapi.DrainView;
import io.spillway.restapi.FleetView;
import io.spillway.restapi.JobManagerClient;
import io.spillway.restapi.JobManagerException;
import io.spillway.restapi.JobManagerException.Kind;
import io.spillway.restapi.JobManagerFacts;
import io.spillway.restapi.JobState;
import io.spillway.restapi.ScaleInView;
import io.spillway.restapi.SignalDetail;
import io.spillway.restapi.SignalView;
import io.spillway.restapi.TaskManagerAnnouncement;
import io.spillway.spi.cloud.NoticeKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A JobManager in memory that a test steers by its fields. It answers at once: a long poll gets the
 * state as it is.
 */
public final class FakeJobManager implements JobManagerClient, JobManagerFacts {
    /** Registered TaskManagers and their slots. */
    public final Map<String, Integer> registered = new LinkedHashMap<>();

    /** The drains that it knows; what a test puts here is what the next question gets. */
    public final Map<String, DrainState> drains = new LinkedHashMap<>();

    /** What was asked for, in order. */
    public final List<DrainRequest> requests = new ArrayList<>();

    /** How often a drain was asked for, of TaskManagers that aren't registered, too. */
    public int asked;

    /** Whose drains were taken back, in order. */
    public final List<String> cancelled = new ArrayList<>();

    /** What was announced, in order. */
    public final List<TaskManagerAnnouncement> announcements = new ArrayList<>();

    /** The running jobs. */
    public final List<String> jobs = new ArrayList<>();

    /** The jobs of which a checkpoint was triggered, in order. */
    public final List<String> triggered = new ArrayList<>();

    /** How triggered checkpoints fare. */
    public CheckpointProgress checkpoint =
            new CheckpointProgress(CheckpointProgress.State.IN_PROGRESS, null, null);

    /** What {@code GET /fleet/signal} answers. */
    public SignalDetail signal;

    /** The job that {@code GET /fleet} shows; null for none. */
    public FleetView.Job job;

    /** The version of Flink that it claims to run. */
    public String flinkVersion = "2.3.0";

    /** How long the checkpoints of each job took; null while none was completed. */
    public CheckpointTimes checkpointTimes;

    /** When false, drains that wait for a replacement are refused. */
    public boolean replaced;

    /** What it does to make the group smaller; null where it doesn't. */
    public ScaleInView scaleIn;

    /** When false, each call fails as unreachable. */
    public boolean reachable = true;

    /** When false, it is a stock JobManager. */
    public boolean ours = true;

    @Override
    public String url() {
        return "http://fake";
    }

    @Override
    public FleetView fleet() throws JobManagerException {
        mustBeOurs();
        return new FleetView(
                        job,
                        registered.entrySet().stream()
                                .map(
                                        entry ->
                                                new FleetView.TaskManager(
                                                        entry.getKey(),
                                                        null,
                                                        null,
                                                        null,
                                                        entry.getValue(),
                                                        0,
                                                        FleetView.State.IN_SERVICE,
                                                        null,
                                                        null))
                                .toList())
                .with(scaleIn);
    }

    /** Has the group's own policy be one that takes machines away, too. */
    public void groupScalesIn() {
        scaleIn =
                new ScaleInView(
                        "workers",
                        "WAITING",
                        new SignalView.Reason("GROUP_SCALES_IN", "Its policy may scale in."),
                        List.of(),
                        null,
                        "group workers: set the autoscaler's mode to ONLY_SCALE_OUT",
                        0);
    }

    @Override
    public SignalDetail signal() throws JobManagerException {
        mustBeOurs();
        return signal;
    }

    @Override
    public List<DrainView> drain(DrainRequest request) throws JobManagerException {
        mustBeOurs();
        asked++;
        for (String taskManager : request.taskManagers()) {
            if (!registered.containsKey(taskManager)) {
                throw new JobManagerException(Kind.NOT_FOUND, taskManager + ": not registered");
            }
        }
        requests.add(request);
        if (Boolean.TRUE.equals(request.onlyOnceReplaced()) && !replaced) {
            throw new JobManagerException(Kind.CONFLICT, "onlyOnceReplaced: not yet");
        }
        List<DrainView> views = new ArrayList<>();
        for (String taskManager : request.taskManagers()) {
            drains.merge(
                    taskManager,
                    DrainState.ACCEPTED,
                    (was, accepted) -> was == DrainState.CANCELLED ? accepted : was);
            views.add(view(taskManager));
        }
        return views;
    }

    @Override
    public DrainView drain(String taskManager, DrainState known, Duration wait)
            throws JobManagerException {
        mustBeOurs();
        mustKnow(taskManager);
        return view(taskManager);
    }

    @Override
    public DrainView cancelDrain(String taskManager) throws JobManagerException {
        mustBeOurs();
        mustKnow(taskManager);
        if (drains.get(taskManager) == DrainState.DRAINED) {
            throw new JobManagerException(Kind.CONFLICT, taskManager + ": already drained");
        }
        cancelled.add(taskManager);
        drains.put(taskManager, DrainState.CANCELLED);
        return view(taskManager);
    }

    @Override
    public void announce(String taskManager, TaskManagerAnnouncement announcement)
            throws JobManagerException {
        mustBeOurs();
        announcements.add(announcement);
    }

    @Override
    public OptionalInt registeredSlots(String taskManager) throws JobManagerException {
        mustBeReachable();
        Integer slots = registered.get(taskManager);
        return slots == null ? OptionalInt.empty() : OptionalInt.of(slots);
    }

    @Override
    public List<String> runningJobs() throws JobManagerException {
        mustBeReachable();
        return List.copyOf(jobs);
    }

    @Override
    public String triggerCheckpoint(String job) throws JobManagerException {
        mustBeReachable();
        triggered.add(job);
        return "handle-" + job;
    }

    @Override
    public CheckpointProgress checkpoint(String job, String handle) throws JobManagerException {
        mustBeReachable();
        return checkpoint;
    }

    @Override
    public String flinkVersion() throws JobManagerException {
        mustBeReachable();
        return flinkVersion;
    }

    @Override
    public List<JobState> jobs() throws JobManagerException {
        mustBeReachable();
        return jobs.stream().map(id -> new JobState(id, "RUNNING")).toList();
    }

    @Override
    public Optional<CheckpointTimes> checkpointTimes(String id) throws JobManagerException {
        mustBeReachable();
        return Optional.ofNullable(checkpointTimes);
    }

    private DrainView view(String taskManager) {
        DrainState state = drains.get(taskManager);
        return new DrainView(
                taskManager,
                state,
                NoticeKind.SHUTDOWN,
                null,
                state == DrainState.DRAINED ? 17L : null,
                302);
    }

    private void mustKnow(String taskManager) throws JobManagerException {
        if (!drains.containsKey(taskManager)) {
            throw new JobManagerException(Kind.NOT_FOUND, taskManager + ": no drain");
        }
    }

    private void mustBeOurs() throws JobManagerException {
        mustBeReachable();
        if (!ours) {
            throw new JobManagerException(Kind.NOT_OURS, "stock Flink");
        }
    }

    private void mustBeReachable() throws JobManagerException {
        if (!reachable) {
            throw new JobManagerException(
                    Kind.UNREACHABLE, "http://fake can't be reached (connection refused)");
        }
    }
}
