package io.spillway.aws.client;

/**
 * One call of an AWS API, for messages.
 *
 * @param action as IAM names it, such as {@code autoscaling:CompleteLifecycleAction}
 * @param on what it is about: {@code group workers, hook spillway-terminate}
 * @param region where it is sent to
 * @param statement the IAM statement that allows it, as JSON on one line
 */
public record Call(String action, String on, String region, String statement) {

    /** A call whose permission can be limited to one resource. */
    public static Call onResource(String action, String on, String region, String arn) {
        return new Call(action, on, region, statement(action, arn, ""));
    }

    /** A call whose permission can't be limited. */
    public static Call onAll(String action, String on, String region) {
        return new Call(action, on, region, statement(action, "*", ""));
    }

    /** A call whose permission can be limited by a condition alone. */
    public static Call onCondition(
            String action, String on, String region, String key, String value) {
        return new Call(
                action,
                on,
                region,
                statement(
                        action,
                        "*",
                        ",\"Condition\":{\"StringEquals\":{\"%s\":\"%s\"}}".formatted(key, value)));
    }

    private static String statement(String action, String resource, String condition) {
        return "{\"Effect\":\"Allow\",\"Action\":\"%s\",\"Resource\":\"%s\"%s}"
                .formatted(action, resource, condition);
    }

    @Override
    public String toString() {
        return "%s on %s in %s".formatted(action, on, region);
    }
}
