package io.spillway.localcloud.group;

import java.time.Instant;

/**
 * A VM of a group.
 *
 * @param id the instance id
 * @param state what it does
 * @param frozen whether it was frozen and not thawed since
 * @param launchedAt when it was launched
 */
public record GroupMember(String id, State state, boolean frozen, Instant launchedAt) {
    /** What a VM does, as the group sees it. */
    public enum State {
        /** Launched; not known to be in service. */
        BOOTING,
        /** In service, as far as {@link LocalGroup#joined} was told. */
        IN_SERVICE,
        /** Asked to go. Not counted as capacity any more. */
        STOPPING
    }
}
