package io.spillway.jobmanager.fleet;

import io.spillway.jobmanager.drain.DrainBook;
import io.spillway.jobmanager.drain.Ticker;
import io.spillway.restapi.DrainState;
import io.spillway.restapi.DrainView;
import io.spillway.restapi.FleetView;
import io.spillway.restapi.FleetView.Notice;
import io.spillway.restapi.FleetView.State;
import io.spillway.restapi.FleetView.TaskManager;
import io.spillway.restapi.TaskManagerAnnouncement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What is known of all TaskManagers and of the job, from wherever it is known. Safe for use by
 * several threads; no method blocks.
 */
public final class Fleet {

    private final DrainBook drains;
    private final Ticker ticker;
    private final Map<String, TaskManagerAnnouncement> announcements = new LinkedHashMap<>();
    private FleetJob job;
    private Runnable jobComes = () -> {};

    public Fleet(DrainBook drains, Ticker ticker) {
        this.drains = drains;
        this.ticker = ticker;
    }

    /**
     * The job that the fleet runs from now on; its counters go on where they were when its
     * scheduler is replaced after a change of leader.
     */
    public FleetJob jobFor(String id, String name) {
        FleetJob coming;
        Runnable told;
        synchronized (this) {
            if (job == null || !job.id().equals(id)) {
                job = new FleetJob(id, name, ticker);
            }
            coming = job;
            told = jobComes;
        }
        told.run();
        return coming;
    }

    /** Has {@code told} run, which must not block, whenever this process is about to run a job. */
    public synchronized void whenJobComes(Runnable told) {
        jobComes = told;
    }

    /** The job that the fleet runs, or ran last. */
    public synchronized Optional<FleetJob> job() {
        return Optional.ofNullable(job);
    }

    /** Keeps what an agent tells of its machine, in place of what it told before. */
    public synchronized void announce(String taskManager, TaskManagerAnnouncement announcement) {
        announcements.put(taskManager, announcement);
    }

    /**
     * The whole fleet, ordered by id.
     *
     * @param registered every TaskManager that is registered now
     */
    public FleetView view(Collection<RegisteredTaskManager> registered) {
        Map<String, RegisteredTaskManager> there =
                registered.stream()
                        .collect(Collectors.toMap(RegisteredTaskManager::id, t -> t, (a, b) -> b));
        drains.onlyThese(there.keySet());
        Map<String, DrainView> drainOf = new LinkedHashMap<>();
        drains.all().forEach(drain -> drainOf.put(drain.taskManager(), drain));
        Set<String> hidden = drains.hidden();
        Set<String> ids = new TreeSet<>(there.keySet());
        ids.addAll(drainOf.keySet());
        synchronized (this) {
            announcements.keySet().retainAll(ids);
            Map<String, Integer> inUse = job == null ? Map.of() : job.status().slotsInUse();
            List<TaskManager> views = new ArrayList<>();
            for (String id : ids) {
                views.add(
                        view(
                                id,
                                there.get(id),
                                hidden.contains(id),
                                drainOf.get(id),
                                announcements.get(id),
                                inUse.getOrDefault(id, 0)));
            }
            views.sort(Comparator.comparing(TaskManager::id));
            return new FleetView(job == null ? null : job.view(), views);
        }
    }

    private static TaskManager view(
            String id,
            RegisteredTaskManager there,
            boolean hidden,
            DrainView drain,
            TaskManagerAnnouncement announcement,
            int slotsInUse) {
        State state;
        if (there == null) {
            state = State.GONE;
        } else if (!hidden || drain == null) {
            state = State.IN_SERVICE;
        } else {
            state = drain.state() == DrainState.DRAINED ? State.DRAINED : State.DRAINING;
        }
        Notice notice = null;
        if (state == State.DRAINING || state == State.DRAINED) {
            notice = new Notice(drain.reason(), drain.timeLeftMs(), true);
        } else if (state == State.IN_SERVICE && announcement != null) {
            notice = announcement.advice();
        }
        // A TaskManager that came back under its old id has nothing to do with the old drain.
        boolean stale =
                state == State.IN_SERVICE && drain != null && drain.state() != DrainState.CANCELLED;
        int slots = there == null ? 0 : there.slots();
        return new TaskManager(
                id,
                there == null ? null : there.host(),
                announcement == null ? null : announcement.zone(),
                announcement == null ? null : announcement.instanceType(),
                slots,
                Math.max(0, slots - slotsInUse),
                state,
                notice,
                stale ? null : drain);
    }
}
