package io.spillway.localcloud.aws.autoscaling;

import java.time.Duration;

/**
 * A lifecycle hook (Auto Scaling API reference, "LifecycleHook").
 *
 * @param heartbeatTimeout from 30 s to 7,200 s; tests may have it shorter, in real time
 * @param defaultResult what a time-out means
 */
public record HookSpec(
        String name, Transition transition, Duration heartbeatTimeout, Result defaultResult) {

    private static final Duration LONGEST_WAIT = Duration.ofDays(2);
    private static final int MOST_HEARTBEATS = 100;

    /** When a hook fires. */
    public enum Transition {
        LAUNCHING("autoscaling:EC2_INSTANCE_LAUNCHING"),
        TERMINATING("autoscaling:EC2_INSTANCE_TERMINATING");

        private final String text;

        Transition(String text) {
            this.text = text;
        }

        /** As the API has it. */
        public String text() {
            return text;
        }
    }

    /** What a hook's action comes to. */
    public enum Result {
        CONTINUE,
        ABANDON
    }

    public HookSpec {
        if (heartbeatTimeout.isNegative() || heartbeatTimeout.isZero()) {
            throw new IllegalArgumentException(
                    "heartbeat timeout %s of hook %s: must be positive"
                            .formatted(heartbeatTimeout, name));
        }
    }

    /** A launch hook that abandons at its time-out, as is the default. */
    public static HookSpec launch(String name, Duration heartbeatTimeout) {
        return new HookSpec(name, Transition.LAUNCHING, heartbeatTimeout, Result.ABANDON);
    }

    /** A terminate hook that goes on at its time-out. */
    public static HookSpec terminate(String name, Duration heartbeatTimeout) {
        return new HookSpec(name, Transition.TERMINATING, heartbeatTimeout, Result.CONTINUE);
    }

    /** How long an instance waits at most, heartbeats or not: 48 h or 100 heartbeats. */
    Duration longestWait() {
        Duration all = heartbeatTimeout.multipliedBy(MOST_HEARTBEATS);
        return all.compareTo(LONGEST_WAIT) < 0 ? all : LONGEST_WAIT;
    }
}
