package io.spillway.spi.cloud;

import java.time.Duration;
import java.util.Set;

/**
 * The group of machines (Managed Instance Group, Auto Scaling group) that the TaskManagers run on,
 * for a JobManager that picks, drains and removes machines itself, because the group's own policy
 * would end them with their work.
 *
 * <p>What {@link #describe} tells is the truth, and all that is relied upon: the runtime asks it
 * before each removal, and again until a removal has shown. An implementation keeps nothing between
 * calls but connections, and repeats no removal by itself; to read again within the timeout is its
 * own affair.
 *
 * <p>Methods are called from one thread at a time, not always the same.
 */
public interface InstanceGroup extends AutoCloseable {

    /** What the group is called in the log, such as {@code MIG flink-workers}. Always the same. */
    String name();

    /** How many machines one {@link #remove} can take at most: 1 or more. Always the same. */
    int maxRemovals();

    /**
     * How a person keeps the group's own policy from scaling in, as the end of a sentence that
     * begins with "to let the JobManager do it", such as {@code set the autoscaler's mode to
     * ONLY_SCALE_OUT (Terraform: mode = "ONLY_SCALE_OUT")}. One line, always the same.
     */
    String scaleInRemedy();

    /**
     * The group as it is now. Asked when machines should go and while they do, not all the time.
     *
     * @param timeout positive; blocks no longer, all pages of the answer included
     * @throws CloudException when it can't be asked, or there is no such group
     */
    InstanceGroupState describe(Duration timeout) throws CloudException;

    /**
     * Has the group end machines and want as many fewer: none of them comes back, and none is put
     * in its place. The group has taken this on when the call returns, and need not have done it.
     *
     * <p>Idempotent for each machine: one that is {@link InstanceGroupMember.State#LEAVING} or gone
     * already is no error, and the group's target stays as it is for it. A machine that isn't named
     * is never touched, nor one that has got a named one's place, name or address since: an id
     * stands for one machine, once.
     *
     * <p>The caller names only machines that {@link #describe} has told, and doesn't go below
     * {@link InstanceGroupState#minSize()}.
     *
     * @param instances ids, as {@link InstanceIdentity#id()} gives them; 1 to {@link
     *     #maxRemovals()}
     * @param timeout positive; blocks no longer
     * @throws CloudException when the group refuses, is busy or throttles, and all machines are as
     *     they were. When that isn't sure the answer is {@link RemovalOutcome.Unknown}.
     */
    RemovalOutcome remove(Set<String> instances, Duration timeout) throws CloudException;

    /** Gives back threads and connections. Called once, after the last call; doesn't throw. */
    @Override
    void close();
}
