package io.spillway.scalein;

import io.spillway.restapi.DrainState;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** The fleet that machines are taken from. No method blocks; all are called by one thread. */
public interface ShrinkableFleet {

    /** What the job needs, by the last observation; empty when nobody knows. */
    Optional<Need> need();

    /** Whether the job is this process's: false on a standby, before a job and after it. */
    boolean runsTheJob();

    /**
     * What is there now.
     *
     * @return fails when it can't be asked
     */
    CompletionStage<Sight> look();

    /** Has machines drained, all in one move, because the fleet gets smaller. */
    void drain(Collection<String> machines);

    /**
     * The same with machines that were drained under another leader, and may not have registered
     * here yet: the job is kept off them when they come.
     */
    void hold(Collection<String> machines);

    /** How far a machine's drain is; empty when it has none. */
    Optional<DrainState> drainOf(String machine);

    /**
     * Takes back a drain that was asked for here, so that the machine works again: also one that is
     * done. Does nothing when somebody else has asked for it as well.
     */
    void takeBack(String machine);

    /** These are gone: those that were held and have never come needn't be waited for. */
    void gone(Collection<String> machines);
}
