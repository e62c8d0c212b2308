package io.spillway.localcloud.aws.api;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * A call that was made.
 *
 * @param permission what IAM calls it: {@code autoscaling:CompleteLifecycleAction}
 * @param principal who made it; empty when nobody knows
 * @param outcome {@link #OK}, {@link #NO_ANSWER}, or the code of the refusal
 */
public record ApiCall(
        Instant at,
        String permission,
        Map<String, Object> parameters,
        Optional<Principal> principal,
        String outcome) {
    /** It was done, and the caller was told. */
    public static final String OK = "OK";

    /** The caller got no answer, whether it was done or not. */
    public static final String NO_ANSWER = "NoAnswer";

    /** Such as {@code CompleteLifecycleAction}. */
    public String action() {
        return permission.substring(permission.indexOf(':') + 1);
    }
}
