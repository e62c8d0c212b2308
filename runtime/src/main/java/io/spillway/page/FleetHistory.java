package io.spillway.page;

import io.spillway.restapi.DrainState;
import io.spillway.restapi.DrainView;
import io.spillway.restapi.FleetView;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * Makes marks of what the JobManager tells, look by look: drains, rescales, failures, losses. When
 * something began is worked out from how long ago the JobManager says it was. Thread-safe.
 */
public final class FleetHistory {
    private final List<Entry> entries = new ArrayList<>();
    private final Map<String, Entry> drains = new HashMap<>();
    private final Set<String> gone = new HashSet<>();

    /** Those that were there at the last look and aren't done with a drain. */
    private Set<String> undrained = Set.of();

    private Entry lastRescale;
    private Entry lastFailure;
    private boolean first = true;
    private FleetView.Job before;
    private FleetView.Job now;

    /** Adds something that the JobManager doesn't tell. */
    public synchronized void add(Mark mark) {
        entries.add(new Entry(mark));
    }

    /**
     * Takes a look in. What lay before the first one is not noted.
     *
     * @param second now, in seconds since the recording began
     */
    public synchronized void look(double second, FleetView fleet) {
        if (first) {
            for (FleetView.TaskManager taskManager : fleet.taskManagers()) {
                if (taskManager.state() == FleetView.State.GONE) {
                    gone.add(taskManager.id());
                }
            }
        }
        lookAtJob(second, fleet.job());
        for (FleetView.TaskManager taskManager : fleet.taskManagers()) {
            lookAtDrain(second, taskManager);
            lookAtLoss(second, taskManager);
        }
        lookAtMissing(second, fleet);
        first = false;
    }

    /**
     * The JobManager couldn't be asked. It may be another one that answers next, to which no
     * TaskManager has come back yet: those that are missing then aren't lost.
     */
    public synchronized void unreachable() {
        undrained = Set.of();
    }

    private void lookAtJob(double second, FleetView.Job job) {
        if (job == null) {
            return;
        }
        if (first) {
            before = job;
            now = job;
            return;
        }
        if (before == null) {
            before = new FleetView.Job(job.id(), job.name(), job.state(), 0, 0, 0, 0, null);
        }
        int rescalesBefore = now == null ? before.rescales() : now.rescales();
        int failuresBefore = now == null ? before.failures() : now.failures();
        now = job;
        if (job.failures() > failuresBefore) {
            lastFailure =
                    new Entry(
                            new Mark(
                                    second,
                                    Mark.Kind.FAILURE,
                                    null,
                                    "the job failed and restarts",
                                    null));
            entries.add(lastFailure);
        }
        FleetView.Rescale rescale = job.lastRescale();
        if (rescale == null) {
            return;
        }
        if (job.rescales() > rescalesBefore) {
            Mark mark = mark(Math.max(0, second - rescale.agoMs() / 1000.0), rescale);
            boolean told = mark.kind() == Mark.Kind.FAILURE && lastFailure != null;
            lastRescale = told ? lastFailure : new Entry(mark);
            lastRescale.mark = mark;
            if (!told) {
                entries.add(lastRescale);
            }
            lastFailure = null;
        } else if (lastRescale != null) {
            lastRescale.mark = mark(lastRescale.mark.second(), rescale);
        }
    }

    private static Mark mark(double began, FleetView.Rescale rescale) {
        boolean failure = rescale.cause() == FleetView.Cause.FAILURE;
        String text =
                "parallelism %d \u2192 %d%s"
                        .formatted(
                                rescale.fromParallelism(),
                                rescale.toParallelism(),
                                switch (rescale.cause()) {
                                    case DRAIN -> ", TaskManagers drained";
                                    case JOIN -> ", TaskManagers joined";
                                    case FAILURE -> ", after a failure";
                                });
        return new Mark(
                began,
                failure ? Mark.Kind.FAILURE : Mark.Kind.RESCALE,
                null,
                text,
                rescale.downtimeMs() == null ? null : (double) rescale.downtimeMs(),
                rescale.checkpointId());
    }

    private void lookAtDrain(double second, FleetView.TaskManager taskManager) {
        DrainView drain = taskManager.drain();
        if (drain == null) {
            return;
        }
        Entry known = drains.get(taskManager.id());
        double began =
                known == null
                        ? Math.max(0, second - drain.elapsedMs() / 1000.0)
                        : known.mark.second();
        boolean drained = drain.state() == DrainState.DRAINED;
        Mark mark =
                new Mark(
                        began,
                        Mark.Kind.DRAIN,
                        taskManager.id(),
                        switch (drain.state()) {
                            case DRAINED -> "drained";
                            case CANCELLED -> "drain cancelled";
                            case GONE -> "lost while it drained";
                            case ACCEPTED, CHECKPOINTING, MOVING -> "drains";
                        },
                        drained ? (double) drain.elapsedMs() : null,
                        drain.checkpointId());
        if (known != null) {
            known.mark = mark;
            return;
        }
        Entry entry = new Entry(mark);
        drains.put(taskManager.id(), entry);
        if (!first) {
            entries.add(entry);
        }
    }

    /** One with a drain is still told of when it is gone. */
    private void lookAtLoss(double second, FleetView.TaskManager taskManager) {
        if (taskManager.state() == FleetView.State.GONE
                && gone.add(taskManager.id())
                && !isDrained(taskManager)) {
            lost(second, taskManager.id());
        }
    }

    /** One without is told of no more. */
    private void lookAtMissing(double second, FleetView fleet) {
        Set<String> told = new HashSet<>();
        Set<String> stillUndrained = new LinkedHashSet<>();
        for (FleetView.TaskManager taskManager : fleet.taskManagers()) {
            told.add(taskManager.id());
            if (taskManager.state() != FleetView.State.GONE && !isDrained(taskManager)) {
                stillUndrained.add(taskManager.id());
            }
        }
        undrained.stream().filter(id -> !told.contains(id)).forEach(id -> lost(second, id));
        undrained = stillUndrained;
    }

    private static boolean isDrained(FleetView.TaskManager taskManager) {
        return taskManager.drain() != null && taskManager.drain().state() == DrainState.DRAINED;
    }

    private void lost(double second, String taskManager) {
        entries.add(
                new Entry(
                        new Mark(
                                second,
                                Mark.Kind.LOSS,
                                taskManager,
                                "gone without a drain",
                                null)));
    }

    /** Everything noted so far, in the order in which it was noted. */
    public synchronized List<Mark> marks() {
        return entries.stream().map(entry -> entry.mark).toList();
    }

    /** How long the last drain that is done took, in milliseconds. */
    public synchronized OptionalDouble lastDrainMs() {
        return entries.stream()
                .map(entry -> entry.mark)
                .filter(mark -> mark.kind() == Mark.Kind.DRAIN && mark.durationMs() != null)
                .reduce((a, b) -> b)
                .map(mark -> OptionalDouble.of(mark.durationMs()))
                .orElse(OptionalDouble.empty());
    }

    /** How often the job was moved since the first look. */
    public synchronized int rescales() {
        return now == null ? 0 : now.rescales() - before.rescales();
    }

    /** How many of these moves were planned. */
    public synchronized int plannedRescales() {
        return now == null ? 0 : now.plannedRescales() - before.plannedRescales();
    }

    /** How often the job failed since the first look. */
    public synchronized int failures() {
        return now == null ? 0 : now.failures() - before.failures();
    }

    /** All restarts' downtime together, in milliseconds. */
    public synchronized double downtimeMs() {
        return entries.stream()
                .map(entry -> entry.mark)
                .filter(
                        mark ->
                                mark.kind() == Mark.Kind.RESCALE
                                        || mark.kind() == Mark.Kind.FAILURE)
                .filter(mark -> mark.durationMs() != null)
                .mapToDouble(Mark::durationMs)
                .sum();
    }

    /** A mark whose end may still come. */
    private static final class Entry {
        private Mark mark;

        Entry(Mark mark) {
            this.mark = mark;
        }
    }
}
