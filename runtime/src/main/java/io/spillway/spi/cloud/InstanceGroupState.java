package io.spillway.spi.cloud;

import static java.util.Objects.requireNonNull;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * A group at one moment.
 *
 * @param minSize fewer machines the group must not want, 0 or more: its own minimum, or its
 *     autoscaler's
 * @param maxSize more it must not want; not below {@code minSize}
 * @param targetSize how many it wants now, 0 or more: usually within those two
 * @param recommendedSize how many its own policy would want now if it might also scale in: with
 *     fewer it would add machines again. Empty where that isn't known
 * @param policy what its own policy may do to that
 * @param members every machine that it has, in whatever state, each id once
 */
public record InstanceGroupState(
        int minSize,
        int maxSize,
        int targetSize,
        OptionalInt recommendedSize,
        ScalingPolicy policy,
        List<InstanceGroupMember> members) {
    public InstanceGroupState {
        requireNonNull(recommendedSize);
        requireNonNull(policy);
        members = List.copyOf(members);
        if (minSize < 0 || maxSize < minSize || targetSize < 0) {
            throw new IllegalArgumentException(
                    "size %d of %d to %d: must be 0 or more, and the limits in order"
                            .formatted(targetSize, minSize, maxSize));
        }
        Set<String> ids = new HashSet<>();
        for (InstanceGroupMember member : members) {
            if (!ids.add(member.id())) {
                throw new IllegalArgumentException(member.id() + ": twice in one group");
            }
        }
    }

    /** What a group's own policies may do to its size. */
    public enum ScalingPolicy {
        /** There is none, or it is off: somebody sets the size. */
        NONE,
        /** It adds machines when they are needed, and never takes one away. */
        SCALE_OUT_ONLY,
        /** It may take machines away: those that it picks. */
        SCALE_IN_TOO
    }

    /** The machine with this id; empty when the group has none. */
    public Optional<InstanceGroupMember> member(String id) {
        return members.stream().filter(m -> m.id().equals(id)).findFirst();
    }

    /** How many machines are those that the target asks for. */
    public int size() {
        return (int) members.stream().filter(m -> m.state().counts()).count();
    }

    /** Whether machines are on their way into service, or will be. */
    public boolean isGrowing() {
        return targetSize > size()
                || members.stream().anyMatch(m -> m.state() == InstanceGroupMember.State.STARTING);
    }
}
