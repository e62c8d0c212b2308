package io.spillway.page;

import java.util.Set;

/**
 * A row of the page's fleet table.
 *
 * @param id the instance id, which is the TaskManager's resource id
 * @param place where and what it is, for people; null when unknown
 * @param slots how many it offers; 0 while it isn't registered
 * @param freeSlots how many of them run nothing
 * @param state what it does
 * @param step how far its drain has come, by the REST API's name, or another word on its state;
 *     null when there is nothing to add
 * @param notice why it goes, by the REST API's name; null when it doesn't
 * @param advice whether that is advice only
 * @param timeLeftMs milliseconds until it will be gone; null without a deadline
 * @param drainMs how long its drain has taken; null without one
 * @param load how busy it is, 0 to 1; null when unknown
 * @param frozen whether it was frozen and not thawed since
 * @param departed whether it has left; its last state stays
 * @param actions what may be done to it now
 */
public record Machine(
        String id,
        String place,
        int slots,
        int freeSlots,
        State state,
        String step,
        String notice,
        boolean advice,
        Long timeLeftMs,
        Long drainMs,
        Double load,
        boolean frozen,
        boolean departed,
        Set<Action.Kind> actions) {

    public Machine {
        actions = Set.copyOf(actions);
        load = load == null || !Double.isFinite(load) ? null : load;
    }

    /** What a machine does. */
    public enum State {
        /** Launched, not registered yet. */
        BOOTING,
        IN_SERVICE,
        /** Asked to go; the JobManager hasn't heard of it yet. */
        STOPPING,
        DRAINING,
        DRAINED,
        /** Not registered any more, without a drain. */
        GONE
    }

    /** The same with other actions. */
    public Machine withActions(Set<Action.Kind> others) {
        return new Machine(
                id,
                place,
                slots,
                freeSlots,
                state,
                step,
                notice,
                advice,
                timeLeftMs,
                drainMs,
                load,
                frozen,
                departed,
                others);
    }

    /** The same in another state. */
    public Machine withState(State other, String otherStep, boolean isFrozen) {
        return new Machine(
                id,
                place,
                slots,
                freeSlots,
                other,
                otherStep,
                notice,
                advice,
                timeLeftMs,
                drainMs,
                load,
                isFrozen,
                departed,
                actions);
    }

    /** The same with what is known of its load; NaN for nothing. */
    public Machine withLoad(Double busy) {
        return new Machine(
                id,
                place,
                slots,
                freeSlots,
                state,
                step,
                notice,
                advice,
                timeLeftMs,
                drainMs,
                busy,
                frozen,
                departed,
                actions);
    }

    /** The same after it has left. */
    public Machine left() {
        return new Machine(
                id,
                place,
                0,
                0,
                state == State.DRAINED ? State.DRAINED : State.GONE,
                null,
                notice,
                advice,
                null,
                drainMs,
                null,
                false,
                true,
                Set.of());
    }
}
