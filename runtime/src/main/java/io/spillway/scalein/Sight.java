package io.spillway.scalein;

import java.util.List;

/**
 * The fleet at one moment.
 *
 * @param machines every TaskManager that is registered
 * @param settled whether all tasks of the job run, so that it is neither restarting nor moving
 * @param joining whether there are machines that the job could use and doesn't use yet
 */
public record Sight(List<Machine> machines, boolean settled, boolean joining) {
    public Sight {
        machines = List.copyOf(machines);
    }

    /** How many machines the job may use. */
    public int inService() {
        return count(Machine.Standing.IN_SERVICE);
    }

    /** Whether those machines are as many as are needed. */
    boolean carries(Need need) {
        int slots =
                machines.stream()
                        .filter(m -> m.standing() == Machine.Standing.IN_SERVICE)
                        .mapToInt(Machine::slots)
                        .sum();
        return inService() >= need.taskManagers() && slots >= need.slots();
    }

    int count(Machine.Standing standing) {
        return (int) machines.stream().filter(m -> m.standing() == standing).count();
    }
}
