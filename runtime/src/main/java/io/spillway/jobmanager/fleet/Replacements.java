package io.spillway.jobmanager.fleet;

import io.spillway.jobmanager.drain.Ticker;
import io.spillway.restapi.FleetView;
import io.spillway.restapi.FleetView.State;
import io.spillway.restapi.FleetView.TaskManager;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Whether a TaskManager that is to go once it has been replaced has been: whether the others that
 * are in service have as many slots as the job used when that was first asked. A job that takes
 * every slot there is would otherwise never have a free one.
 *
 * <p>Safe for use by several threads, one question at a time: two TaskManagers never go for the
 * same replacement.
 */
public final class Replacements {

    /** Who doesn't ask again for so long doesn't want it any more. */
    private static final Duration FORGOTTEN = Duration.ofMinutes(1);

    private final Ticker ticker;
    private final Map<String, Need> needs = new LinkedHashMap<>();

    private record Need(int slots, long askedAt) {}

    public Replacements(Ticker ticker) {
        this.ticker = ticker;
    }

    /**
     * Lets a TaskManager go if it has been replaced.
     *
     * @param fleet the fleet as it is now
     * @param go takes it out of service; runs before anybody else can ask
     * @return why it hasn't been; empty when it has, and {@code go} has run
     */
    public synchronized Optional<String> goOnceReplaced(
            String taskManager, Supplier<FleetView> fleet, Runnable go) {
        FleetView now = fleet.get();
        boolean leaves =
                now.taskManagers().stream()
                        .anyMatch(
                                each ->
                                        each.id().equals(taskManager)
                                                && each.state() != State.IN_SERVICE);
        if (!leaves) {
            Optional<String> missing = missing(taskManager, now);
            if (missing.isPresent()) {
                return missing;
            }
        }
        needs.remove(taskManager);
        go.run();
        return Optional.empty();
    }

    private Optional<String> missing(String taskManager, FleetView fleet) {
        long time = ticker.nanos();
        needs.values().removeIf(need -> time - need.askedAt() > FORGOTTEN.toNanos());
        if (fleet.job() == null || !fleet.job().state().equals("RUNNING")) {
            return Optional.of("the job isn't running, so what it needs isn't known");
        }
        int inUse =
                fleet.taskManagers().stream()
                        .mapToInt(each -> each.slots() - each.freeSlots())
                        .sum();
        int slots = needs.containsKey(taskManager) ? needs.get(taskManager).slots() : inUse;
        needs.put(taskManager, new Need(slots, time));
        int others =
                fleet.taskManagers().stream()
                        .filter(each -> each.state() == State.IN_SERVICE)
                        .filter(each -> !each.id().equals(taskManager))
                        .mapToInt(TaskManager::slots)
                        .sum();
        return others >= slots
                ? Optional.empty()
                : Optional.of(
                        "it isn't replaced yet: the job had %d slots, and the others in service have %d"
                                .formatted(slots, others));
    }
}
