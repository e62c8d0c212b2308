package io.spillway.aws;

import java.util.Map;

/**
 * What the plugin gets of {@code config.yaml}; {@code docs/reference/configuration.md} says what
 * each one means. Checked before.
 *
 * @param drainOnRebalance whether a rebalance recommendation drains at once
 */
record AwsSettings(
        String launchHook,
        String terminateHook,
        boolean drainOnRebalance,
        String namespace,
        boolean highResolution) {

    static AwsSettings of(Map<String, String> settings) {
        return new AwsSettings(
                settings.get("launch-hook"),
                settings.get("terminate-hook"),
                settings.get("drain-on-rebalance").equals("at-once"),
                settings.get("cloudwatch.namespace"),
                Boolean.parseBoolean(settings.get("cloudwatch.high-resolution")));
    }
}
