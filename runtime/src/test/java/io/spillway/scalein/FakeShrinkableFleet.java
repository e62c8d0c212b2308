package io.spillway.scalein;

import io.spillway.restapi.DrainState;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A fleet in memory, whose job leaves machines when a test says so. */
final class FakeShrinkableFleet implements ShrinkableFleet {
    static final int SLOTS = 2;

    private final Map<String, DrainState> drains = new LinkedHashMap<>();
    private final Set<String> registered = new LinkedHashSet<>();
    private final Set<String> byOthers = new LinkedHashSet<>();

    /** Every set of machines that was to be drained at once. */
    final List<List<String>> moves = new ArrayList<>();

    /** Everything that was held for an earlier leader. */
    final Set<String> held = new LinkedHashSet<>();

    /** Everything that was told to be gone. */
    final Set<String> gone = new LinkedHashSet<>();

    Optional<Need> need = Optional.empty();
    boolean runsTheJob = true;
    boolean settled = true;
    boolean joining;
    boolean drainsAtOnce = true;

    void register(String... machines) {
        registered.addAll(List.of(machines));
    }

    /** The machines are lost, or have ended. */
    void leave(String machine) {
        registered.remove(machine);
        drains.computeIfPresent(machine, (id, state) -> state.isFinal() ? state : DrainState.GONE);
    }

    /** The machine's agent asks for a drain, which is done at once. */
    void drainByNotice(String machine) {
        drains.put(machine, DrainState.DRAINED);
        byOthers.add(machine);
    }

    void set(String machine, DrainState state) {
        drains.put(machine, state);
    }

    /** The job has left everything that is being drained. */
    void finishDrains() {
        drains.replaceAll((id, state) -> state.isFinal() ? state : DrainState.DRAINED);
    }

    Set<String> registered() {
        return registered;
    }

    /** Those that the job may use. */
    Set<String> inService() {
        Set<String> all = new LinkedHashSet<>(registered);
        all.removeIf(id -> standing(id) != Machine.Standing.IN_SERVICE);
        return all;
    }

    private Machine.Standing standing(String id) {
        DrainState state = drains.get(id);
        if (state == null || state == DrainState.CANCELLED || state == DrainState.GONE) {
            return Machine.Standing.IN_SERVICE;
        }
        return state == DrainState.DRAINED ? Machine.Standing.DRAINED : Machine.Standing.DRAINING;
    }

    @Override
    public Optional<Need> need() {
        return need;
    }

    @Override
    public boolean runsTheJob() {
        return runsTheJob;
    }

    @Override
    public CompletionStage<Sight> look() {
        return CompletableFuture.completedFuture(
                new Sight(
                        registered.stream()
                                .map(id -> new Machine(id, SLOTS, false, false, standing(id)))
                                .toList(),
                        settled,
                        joining));
    }

    @Override
    public void drain(Collection<String> machines) {
        moves.add(List.copyOf(machines));
        ask(machines);
    }

    @Override
    public void hold(Collection<String> machines) {
        held.addAll(machines);
        ask(machines);
    }

    private void ask(Collection<String> machines) {
        for (String machine : machines) {
            DrainState now = drains.get(machine);
            if (now != DrainState.DRAINED) {
                drains.put(machine, drainsAtOnce ? DrainState.DRAINED : DrainState.ACCEPTED);
            }
        }
    }

    @Override
    public Optional<DrainState> drainOf(String machine) {
        return Optional.ofNullable(drains.get(machine));
    }

    @Override
    public void takeBack(String machine) {
        DrainState state = drains.get(machine);
        if (state != null && state != DrainState.GONE && !byOthers.contains(machine)) {
            drains.put(machine, DrainState.CANCELLED);
        }
    }

    @Override
    public void gone(Collection<String> machines) {
        gone.addAll(machines);
    }
}
