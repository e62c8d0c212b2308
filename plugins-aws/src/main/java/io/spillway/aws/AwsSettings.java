package io.spillway.aws;

import io.spillway.aws.notices.OnRebalance;
import java.util.Map;

/**
 * What the plugin gets of {@code config.yaml}; {@code docs/reference/configuration.md} says what
 * each one means. Checked before.
 *
 * @param onRebalance what a rebalance recommendation does
 */
record AwsSettings(
        String launchHook,
        String terminateHook,
        OnRebalance onRebalance,
        String namespace,
        boolean highResolution) {

    static AwsSettings of(Map<String, String> settings) {
        return new AwsSettings(
                settings.get("launch-hook"),
                settings.get("terminate-hook"),
                OnRebalance.of(settings.get("drain-on-rebalance")),
                settings.get("cloudwatch.namespace"),
                Boolean.parseBoolean(settings.get("cloudwatch.high-resolution")));
    }
}
