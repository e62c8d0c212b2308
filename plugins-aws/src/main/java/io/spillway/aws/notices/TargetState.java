package io.spillway.aws.notices;

import java.util.Set;

/**
 * Where an instance's group wants it to go.
 *
 * @param name as Auto Scaling calls it; new ones appear over time
 */
public record TargetState(String name) {
    /** The instance is, or is to be, in service. */
    public static final TargetState IN_SERVICE = new TargetState("InService");

    private static final Set<String> HELD_BACK =
            Set.of("Warmed:Running", "Warmed:Stopped", "Warmed:Hibernated", "Standby");

    /** Whether the instance will be gone for good. */
    public boolean isEnd() {
        return name.startsWith("Terminat") || name.equals("Warmed:Terminated");
    }

    /** Whether the group keeps it, in a warm pool or in standby, and may want it later. */
    public boolean isHeldBack() {
        return HELD_BACK.contains(name);
    }

    /** Whether it is one of those that were known when this was written. */
    boolean isKnown() {
        return equals(IN_SERVICE) || isEnd() || isHeldBack() || name.equals("Detached");
    }
}
