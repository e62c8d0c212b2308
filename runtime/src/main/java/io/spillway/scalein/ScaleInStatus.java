package io.spillway.scalein;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What the loop does, for whoever shows it.
 *
 * @param phase what is being done
 * @param reason why nothing is being done, or why the last attempt has ended
 * @param problem what a person should see to, in one line
 * @param machines those that are on their way out, in order of their ids
 * @param stabilized the largest need within the stabilization window; empty until it is covered
 * @param moves how often machines were drained to be taken away, since the process started
 * @param removed how many machines have been taken away, likewise
 * @param givenUp how many moves weren't carried through, likewise
 */
public record ScaleInStatus(
        Phase phase,
        ScaleInReason reason,
        Optional<String> problem,
        List<String> machines,
        OptionalInt stabilized,
        int moves,
        int removed,
        int givenUp) {

    /** Before the first look. */
    public static final ScaleInStatus NOTHING =
            new ScaleInStatus(
                    Phase.WAITING,
                    ScaleInReason.NO_JOB,
                    Optional.empty(),
                    List.of(),
                    OptionalInt.empty(),
                    0,
                    0,
                    0);

    public ScaleInStatus {
        machines = List.copyOf(machines);
    }

    /** What is being done. */
    public enum Phase {
        /** No machine is on its way out. */
        WAITING,
        /** The job leaves machines. */
        DRAINING,
        /** They are free of work, and the group is being asked to end them. */
        REMOVING
    }
}
