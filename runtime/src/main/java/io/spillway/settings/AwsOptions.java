package io.spillway.settings;

import static org.apache.flink.configuration.ConfigOptions.key;

/** The keys that the plugin for AWS gets. Where AWS is, its SDK's own settings say. */
@Title("AWS (`plugins/spillway-aws`)")
public final class AwsOptions {

    private static final Allowed<String> HOOK =
            Allowed.text(
                    "1 to 255 letters, digits, dashes, underscores or slashes",
                    "[A-Za-z0-9_/-]{1,255}");

    public static final Setting<String> LAUNCH_HOOK =
            new Setting<>(
                    key("spillway.aws.launch-hook")
                            .stringType()
                            .defaultValue("spillway-launch")
                            .withDescription(
                                    "The group's lifecycle hook for launches: completed when the TaskManager is registered with all its slots, abandoned when it isn't within `spillway.join.timeout`."),
                    HOOK);

    public static final Setting<String> TERMINATE_HOOK =
            new Setting<>(
                    key("spillway.aws.terminate-hook")
                            .stringType()
                            .defaultValue("spillway-terminate")
                            .withDescription(
                                    "The group's lifecycle hook for terminations: completed when the TaskManager is drained. While a drain makes progress it is kept waiting every `spillway.lifecycle.heartbeat-interval`."),
                    HOOK);

    /** What a rebalance recommendation does. */
    public enum DrainOnRebalance {
        NEVER,
        WHEN_REPLACED,
        AT_ONCE;

        /** As it is written in {@code config.yaml}. */
        @Override
        public String toString() {
            return Allowed.format(this);
        }
    }

    public static final Setting<DrainOnRebalance> DRAIN_ON_REBALANCE =
            new Setting<>(
                    key("spillway.aws.drain-on-rebalance")
                            .enumType(DrainOnRebalance.class)
                            .defaultValue(DrainOnRebalance.NEVER)
                            .withDescription(
                                    "What EC2's advice that a Spot interruption has become likelier does. `never`: the fleet view shows it. A group with capacity rebalancing launches a replacement by itself, and takes this machine through its terminate hook when that is in service: then it is drained. `when-replaced`: the machine is drained, and reported as unhealthy, as soon as the other TaskManagers in service have as many slots as the job had when the advice came; for spare or new machines in a group without capacity rebalancing. `at-once`: the machine is drained and reported as unhealthy, so that the group replaces it. Most such machines are never interrupted."),
                    Allowed.oneOf(DrainOnRebalance.class));

    public static final Setting<String> NAMESPACE =
            new Setting<>(
                    key("spillway.aws.cloudwatch.namespace")
                            .stringType()
                            .defaultValue("Spillway")
                            .withDescription(
                                    "The CloudWatch namespace that the scaling signal is written to; the role may be limited to it."),
                    Allowed.text(
                            "1 to 255 letters, digits and . _ / # : -, not beginning with AWS/ or a colon",
                            "(?!AWS/|:)[A-Za-z0-9._/#:-]{1,255}"));

    public static final Setting<Boolean> HIGH_RESOLUTION =
            new Setting<>(
                    key("spillway.aws.cloudwatch.high-resolution")
                            .booleanType()
                            .defaultValue(false)
                            .withDescription(
                                    "Whether CloudWatch keeps a value for each second instead of each minute. A target-tracking policy with a metric period of 10 s or 30 s needs it; such a policy's alarms cost three times as much."),
                    Allowed.trueOrFalse());

    private AwsOptions() {}
}
