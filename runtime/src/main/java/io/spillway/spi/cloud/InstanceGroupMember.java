package io.spillway.spi.cloud;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * A machine of a group.
 *
 * @param id as {@link InstanceIdentity#id()} gives it on the machine itself
 * @param zone the availability zone
 * @param template what it was made from, for people: a template's name or version
 * @param templatesBehind how many templates the group has had since that one: 0 when it was made
 *     from the one that the group uses now, or that isn't known; 1 where no more is known than that
 *     it is outdated. Not negative.
 */
public record InstanceGroupMember(
        String id,
        Optional<String> zone,
        Optional<String> template,
        int templatesBehind,
        State state) {
    public InstanceGroupMember {
        requireNonNull(id);
        requireNonNull(zone);
        requireNonNull(template);
        requireNonNull(state);
        if (templatesBehind < 0) {
            throw new IllegalArgumentException(
                    id + ": " + templatesBehind + " templates behind: must be 0 or more");
        }
    }

    /** What the group does with the machine. */
    public enum State {
        /** It is being created, restarted, repaired, or made anew: it counts, and hosts no work. */
        STARTING(true),
        /** It is there to work. */
        RUNNING(true),
        /** The group has begun to end or to let go of it, for whatever reason. */
        LEAVING(false),
        /** Stopped, suspended or set aside, for later (a warm or standby pool). */
        HELD_BACK(false);

        private final boolean counts;

        State(boolean counts) {
            this.counts = counts;
        }

        /** Whether it is one of those that the group's target asks for. */
        public boolean counts() {
            return counts;
        }
    }
}
